package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A call that waits for the store counts from when the store has answered. */
class WaitingCallTest {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final TestKeys keys = new TestKeys();
    private final String key = keys.issue(ApiKeySettings.named("free"));
    private Duration wait = Duration.ZERO;

    private final ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(
                    id -> {
                        keys.time.advance(wait);
                        return keys.store.find(id);
                    },
                    TestKeys.FORMAT)
            .environments("live")
            .plans(Plans.standard())
            .clock(keys.time)
            .nanoClock(keys.time::nanos)
            .build();

    private Decision call() {
        return authenticator.decide(TestRequest.bearer(key));
    }

    private void useUpTheLimit() {
        while (call() instanceof Decision.Granted) {
            // 100 permits at one time
        }
    }

    @Test
    void permitsThatComeBackDuringTheWaitAreUsed() {
        useUpTheLimit();
        keys.time.advance(Duration.ofMinutes(1).minus(WAIT));
        assertThat(call()).isInstanceOf(Decision.Denied.class);
        authenticator.invalidate(TestKeys.idOf(key));
        wait = WAIT;

        assertThat(call()).isInstanceOf(Decision.Granted.class);
    }

    @Test
    void permitsThatACallTakesAfterTheWaitCountForAWholeWindow() {
        wait = WAIT;
        useUpTheLimit();
        wait = Duration.ZERO;
        keys.time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(call()).isInstanceOf(Decision.Denied.class);

        keys.time.advanceNanos(1);

        assertThat(call()).isInstanceOf(Decision.Granted.class);
    }
}
