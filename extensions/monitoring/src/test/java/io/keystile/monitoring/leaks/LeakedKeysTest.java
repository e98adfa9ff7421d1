package io.keystile.monitoring.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Forgery;
import io.keystile.TestKeys;
import io.keystile.key.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakedKeysTest {
    private static final LeakSite SITE = new LeakSite("own-scanner", "https://example.com/build/7.log", "log");

    private final LeakFixture fixture = new LeakFixture();
    private final LeakedKeys leaked = fixture.revoking();
    private final String key = fixture.issue();

    @Test
    void aKeyIsRevokedAndTheListenerReceivesItsSite() {
        assertThat(leaked.found(key, SITE)).isEqualTo(LeakVerdict.OURS);

        assertThat(fixture.isActive(key)).isFalse();
        assertThat(fixture.events).containsExactly(new LeakEvent(TestKeys.idOf(key), SITE, LeakAction.REVOKED));
        assertThat(fixture.keys
                        .store
                        .find(TestKeys.idOf(key))
                        .orElseThrow()
                        .key()
                        .revocationReason())
                .isEqualTo("found in public by own-scanner");
    }

    @Test
    void aRepeatedReportOfAKeyChangesNothing() {
        leaked.found(key, SITE);
        var revoked = fixture.keys.store.find(TestKeys.idOf(key));

        assertThat(leaked.found(key, SITE)).isEqualTo(LeakVerdict.OURS);

        assertThat(fixture.keys.store.find(TestKeys.idOf(key))).isEqualTo(revoked);
        assertThat(fixture.actions()).containsExactly(LeakAction.REVOKED, LeakAction.ALREADY_REVOKED);
    }

    @Test
    void alertOnlyNotifiesTheListenerAndLeavesTheKeyActive() {
        LeakedKeys alerting = fixture.leakedKeys(LeakPolicy.ALERT_ONLY, fixture.events::add);

        assertThat(alerting.found(key, SITE)).isEqualTo(LeakVerdict.OURS);

        assertThat(fixture.isActive(key)).isTrue();
        assertThat(fixture.actions()).containsExactly(LeakAction.LEFT_ALONE);
    }

    @Test
    void aPublicIdWithAnInventedSecretRevokesNothing() {
        assertThat(leaked.found(Forgery.withOtherSecret(key), SITE)).isEqualTo(LeakVerdict.NOT_OURS);

        assertThat(fixture.isActive(key)).isTrue();
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aSecretIsRevokedEvenIfTheTextNamesAnotherEnvironment() {
        assertThat(leaked.found(Forgery.withEnvironment(key, "dev"), SITE)).isEqualTo(LeakVerdict.OURS);

        assertThat(fixture.isActive(key)).isFalse();
    }

    @Test
    void aKeyWithAnUnknownIdIsNotOurs() {
        String unknown = TestKeys.FORMAT.generate("live", new SeededRandom(5)).reveal();

        assertThat(leaked.found(unknown, SITE)).isEqualTo(LeakVerdict.NOT_OURS);
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aWrongChecksumIsNotOursWithoutALookUp() {
        fixture.failing.add(LeakFixture.Operation.READ);
        String damaged = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");

        assertThat(leaked.found(damaged, SITE)).isEqualTo(LeakVerdict.NOT_OURS);
        assertThat(leaked.found("", SITE)).isEqualTo(LeakVerdict.NOT_OURS);
        assertThat(leaked.found("\ud800 pk_live_", SITE)).isEqualTo(LeakVerdict.NOT_OURS);
    }

    @ParameterizedTest
    @EnumSource
    void aStoreFailureGivesCannotTellAndIsPostponed(LeakFixture.Operation operation) {
        fixture.failing.add(operation);

        assertThat(leaked.found(key, SITE)).isEqualTo(LeakVerdict.CANNOT_TELL);

        assertThat(fixture.isActive(key)).isTrue();
        assertThat(fixture.actions()).containsExactly(LeakAction.POSTPONED);
    }

    @Test
    void theNextReportRevokesAPostponedKey() {
        fixture.failing.add(LeakFixture.Operation.WRITE);
        leaked.found(key, SITE);
        fixture.failing.clear();

        assertThat(leaked.found(key, SITE)).isEqualTo(LeakVerdict.OURS);

        assertThat(fixture.isActive(key)).isFalse();
        assertThat(fixture.actions()).containsExactly(LeakAction.POSTPONED, LeakAction.REVOKED);
    }

    @Test
    void aListenerThatThrowsDoesNotPreventTheRevocation() {
        LeakedKeys throwing = fixture.leakedKeys(LeakPolicy.REVOKE, event -> {
            throw new IllegalStateException("I choke");
        });

        assertThat(throwing.found(key, SITE)).isEqualTo(LeakVerdict.OURS);
        assertThat(fixture.isActive(key)).isFalse();
    }

    @Test
    void keysInTheSiteAreMasked() {
        String other = fixture.issue();

        leaked.found(key, new LeakSite("own-scanner", "https://example.com/" + key + ".txt#" + other, "file\n" + key));

        assertThat(fixture.events)
                .singleElement()
                .satisfies(event -> assertThat(event.site())
                        .isEqualTo(new LeakSite("own-scanner", "https://example.com/[key].txt#[key]", "file [key]")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Own", "own scanner", "a\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void anInvalidFinderIsRejected(String finder) {
        assertThatThrownBy(() -> new LeakSite(finder, "", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
