package io.keystile;

import static io.keystile.DenialReason.TOO_MANY_UNKNOWN_KEYS;
import static io.keystile.DenialReason.UNAVAILABLE;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.key.KeyId;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What floods of unknown keys do to the store, and to clients whose keys this node has not found yet. */
class UnknownKeyFloodTest {
    private final TestKeys keys = new TestKeys();
    private final SeededRandom random = new SeededRandom(19);
    private final CountingLookup lookup = new CountingLookup();
    private final ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(lookup, TestKeys.FORMAT)
            .environments("live")
            .clock(keys.time)
            .nanoClock(keys.time::nanos)
            .build();

    /** Another node's store: its changes are not announced to the authenticator. */
    private final class CountingLookup implements ApiKeyLookup {
        private int lookUps;
        private boolean imported = true;
        private boolean down;

        @Override
        public Optional<ResolvedKey> find(KeyId id) {
            lookUps++;
            if (down) {
                throw new StoreException("down");
            }
            return imported ? keys.store.find(id) : Optional.empty();
        }
    }

    private String madeUp() {
        return TestKeys.FORMAT.generate("live", random).reveal();
    }

    private @Nullable DenialReason call(String key, @Nullable String peer) {
        Decision decision = authenticator.decide(TestRequest.bearer(key).from(peer));
        return decision instanceof Denied denied ? denied.reason() : null;
    }

    @Test
    void floodFromManyAddressesDoesNotSwitchTheLimitOfOneAddressOff() {
        for (int i = 0; i < 100_000; i++) {
            call(madeUp(), "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255));
        }
        lookup.lookUps = 0;

        for (int i = 0; i < 5_000; i++) {
            call(madeUp(), "192.0.2.7");
        }

        assertThat(lookup.lookUps).isBetween(90, 100);
        assertThat(call(madeUp(), "198.51.100.1")).isEqualTo(UNKNOWN_KEY);
    }

    @Test
    void clientsThatWereHeldOffAreGrantedAtOnceWhenTheirKeysAreAnnounced() {
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            clients.add(keys.issue(ApiKeySettings.named("client").withPlan("enterprise")));
        }
        lookup.imported = false;
        clients.forEach(client -> call(client, "192.0.2.7"));
        assertThat(call(clients.get(149), "192.0.2.7")).isEqualTo(TOO_MANY_UNKNOWN_KEYS);

        lookup.imported = true;
        clients.forEach(client -> authenticator.invalidate(TestKeys.idOf(client)));

        assertThat(clients)
                .allSatisfy(client -> assertThat(call(client, "192.0.2.7")).isNull());
        assertThat(call(madeUp(), "192.0.2.7")).isEqualTo(TOO_MANY_UNKNOWN_KEYS);
    }

    @Test
    void anAnnouncementAllowsOneLookUp() {
        for (int i = 0; i < 100; i++) {
            call(madeUp(), "192.0.2.7");
        }
        String deleted = madeUp();
        lookup.lookUps = 0;
        lookup.down = true;
        authenticator.invalidate(TestKeys.idOf(deleted));

        assertThat(call(deleted, "192.0.2.7")).isEqualTo(UNAVAILABLE);
        assertThat(call(deleted, "192.0.2.7")).isEqualTo(TOO_MANY_UNKNOWN_KEYS);
        assertThat(lookup.lookUps).isOne();
    }

    @Test
    void aReconnectedFeedGivesEachAddressItsPermitsOnce() {
        int found = 0;
        for (int reconnects = 0; reconnects < 5; reconnects++) {
            for (int i = 0; i < 200; i++) {
                found += call(madeUp(), "192.0.2.7") == UNKNOWN_KEY ? 1 : 0;
            }
            authenticator.invalidateAll();
        }
        assertThat(found).isEqualTo(200);
    }

    @Test
    void clientsBehindOneAddressAreGrantedSoonAfterTheirKeysWereImportedOnAnotherNode() {
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            clients.add(keys.issue(ApiKeySettings.named("client").withPlan("enterprise")));
        }
        lookup.imported = false;
        boolean heldOff = false;
        for (int second = 0; second < 30; second++) {
            for (String client : clients) {
                heldOff |= call(client, "192.0.2.7") == TOO_MANY_UNKNOWN_KEYS;
            }
            keys.time.advance(Duration.ofSeconds(1));
        }
        assertThat(heldOff).isTrue();

        lookup.imported = true;
        // Ids are cached as unknown for 10 seconds, and a permit comes back in less than one.
        for (int second = 0; second < 11; second++) {
            clients.forEach(client -> call(client, "192.0.2.7"));
            keys.time.advance(Duration.ofSeconds(1));
        }

        assertThat(clients).allMatch(client -> call(client, "192.0.2.7") == null);
    }

    @Test
    void clientThatIsHeldOffIsToldToComeBackWithinASecond() {
        for (int i = 0; i < 100; i++) {
            call(madeUp(), "192.0.2.7");
        }

        Denied denied = (Denied) authenticator.decide(TestRequest.bearer(keys.issue(ApiKeySettings.named("late"))));

        assertThat(denied.reason()).isEqualTo(TOO_MANY_UNKNOWN_KEYS);
        assertThat(denied.retryAfterNanos()).isEqualTo(Duration.ofMillis(600).toNanos());
    }

    @Test
    void clientsWithoutAnAddressAreNotHeldOffByAHundredUnknownKeys() {
        for (int i = 0; i < 1_000; i++) {
            call(madeUp(), null);
        }

        assertThat(call(keys.issue(ApiKeySettings.named("local")), null)).isNull();
    }

    @Test
    void lookUpsThatTheStoreCannotAnswerHoldNobodyOff() {
        lookup.down = true;
        for (int i = 0; i < 1_000; i++) {
            assertThat(call(madeUp(), "192.0.2.7")).isEqualTo(UNAVAILABLE);
        }
        lookup.down = false;

        assertThat(call(keys.issue(ApiKeySettings.named("ci")), "192.0.2.7")).isNull();
    }
}
