package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.AuthenticationResult.Authenticated;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwoHalvesTest {
    private final List<AuthEvent> heard = new ArrayList<>();
    private final TestKeys keys = new TestKeys(Plans.of(Plan.of("free", RateLimit.perDay(2))));
    private final ApiKeyAuthenticator authenticator =
            keys.authenticator().inlineListener(heard::add).build();
    private final String key = keys.issue(ApiKeySettings.named("ci").withPermissions("flows:read"));

    @Test
    void authenticatingChargesNothingAndNotifiesNoListener() {
        for (int i = 0; i < 5; i++) {
            assertThat(authenticator.authenticate(TestRequest.bearer(key))).isInstanceOf(Authenticated.class);
        }

        assertThat(heard).isEmpty();
        assertThat(authenticator.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
    }

    @Test
    void authorizingChargesOnceAndNotifiesOnce() {
        AuthenticationResult caller = authenticator.authenticate(TestRequest.bearer(key));

        Decision decision = authenticator.authorize(caller, Requirement.permission("flows:read"));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Granted.class,
                        granted -> assertThat(granted.limits().quotas().get(0).remaining())
                                .isEqualTo(1));
        assertThat(heard)
                .singleElement()
                .satisfies(event -> assertThat(event.decision()).isSameAs(decision));
    }

    @Test
    void rejectedRequestIsDeniedWhateverTheRequirement() {
        AuthenticationResult caller = authenticator.authenticate(TestRequest.bearer("pk_live_wrong"));
        assertThat(caller)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(DenialReason.MALFORMED_KEY));
        assertThat(heard).isEmpty();

        Decision decision = authenticator.authorize(caller, Requirement.validKey());

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(DenialReason.MALFORMED_KEY));
        assertThat(heard).hasSize(1);
    }

    @Test
    void missingPermissionIsDeniedAndChargesNothing() {
        AuthenticationResult caller = authenticator.authenticate(TestRequest.bearer(key));

        assertThat(authenticator.authorize(caller, Requirement.permission("flows:execute")))
                .isInstanceOf(Denied.class);

        assertThat(authenticator.authorize(caller, Requirement.validKey().withCost(2)))
                .isInstanceOf(Granted.class);
    }

    @Test
    void timeBetweenTheHalvesDoesNotCountAsDeciding() {
        AuthenticationResult caller = authenticator.authenticate(TestRequest.bearer(key));
        keys.time.advanceNanos(1_000_000);

        authenticator.authorize(caller, Requirement.validKey());

        assertThat(heard)
                .singleElement()
                .satisfies(event -> assertThat(event.durationNanos()).isZero());
    }

    @Test
    void resultNamesTheKeyIdAndNeverPrintsTheSecret() {
        Authenticated caller = (Authenticated) authenticator.authenticate(TestRequest.bearer(key));

        assertThat(caller.toString())
                .isEqualTo("Authenticated[" + TestKeys.idOf(key) + "]")
                .doesNotContain(key.substring(20));
        assertThat(caller.source()).isEqualTo(CredentialSource.BEARER);
        assertThat(caller.encrypted()).isTrue();
        assertThat(authenticator
                        .authenticate(TestRequest.bearer(key).from("127.0.0.1").inClearText())
                        .encrypted())
                .isFalse();
    }
}
