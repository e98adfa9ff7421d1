package io.keystile.monitoring.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import io.keystile.monitoring.leaks.LeakAction;
import io.keystile.monitoring.leaks.LeakEvent;
import io.keystile.monitoring.leaks.LeakSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules on keys that are dormant, ended, leaked, or sent in clear text. */
class KeyStateRulesTest {
    private static final KeyId KEY = Events.key(1);
    private static final KeyId OTHER = Events.key(2);
    private static final LeakSite SITE = new LeakSite("github-secret-scanning", "https://example.com/1", "commit");

    private final DormantKey dormant = new DormantKey();
    private final EndedKeyUse ended = new EndedKeyUse();
    private final PlaintextKey plaintext = new PlaintextKey();
    private final LeakedKeyUse leaked = new LeakedKeyUse();

    private static Instant day(int day) {
        return Events.MONDAY.plus(Duration.ofDays(day));
    }

    private static @Nullable Suspicion used(AlertRule rule, KeyId key, Instant time) {
        return rule.judge(Events.granted(key, Events.HOME, time));
    }

    @Test
    void aKeyThatIsUsedAfterThirtyDaysOfSilenceIsSuspiciousOnce() {
        used(dormant, OTHER, day(0));
        assertThat(used(dormant, OTHER, day(30).minusSeconds(1))).isNull();

        used(dormant, KEY, day(0));
        Suspicion suspicion = used(dormant, KEY, day(30));
        assertThat(suspicion).isNotNull();
        assertThat(suspicion.text()).isEqualTo("Used again after 30 days of silence");
        assertThat(used(dormant, KEY, day(30).plusSeconds(1))).isNull();
    }

    @Test
    void aRegularSilenceIsSuspiciousOnlyTheFirstTime() {
        used(dormant, KEY, day(0));

        assertThat(used(dormant, KEY, day(90))).isNotNull();
        assertThat(used(dormant, KEY, day(180))).isNull();
        assertThat(used(dormant, KEY, day(181 + 135)))
                .as("more than one and a half times as long")
                .isNotNull();
    }

    @Test
    void theEarlierUseOfAKeyIsLookedUpOnce() {
        List<KeyId> lookedUp = new ArrayList<>();
        DormantKey rule = new DormantKey(Duration.ofDays(30), id -> {
            lookedUp.add(id);
            return id.equals(KEY) ? Optional.of(day(-30)) : Optional.empty();
        });

        assertThat(used(rule, KEY, day(0))).isNotNull();
        assertThat(used(rule, KEY, day(1))).isNull();
        assertThat(used(rule, OTHER, day(1))).isNull();
        assertThat(lookedUp).containsExactly(KEY, OTHER);
    }

    @Test
    void aFailedLookUpOfAnEarlierUseIsNotRepeated() {
        List<KeyId> lookedUp = new ArrayList<>();
        DormantKey rule = new DormantKey(Duration.ofDays(30), id -> {
            lookedUp.add(id);
            throw new IllegalStateException("The store is down");
        });

        assertThatThrownBy(() -> used(rule, KEY, day(0))).isInstanceOf(IllegalStateException.class);
        assertThat(used(rule, KEY, day(1))).isNull();
        assertThat(lookedUp).containsExactly(KEY);
        assertThat(used(rule, KEY, day(31))).isNotNull();
    }

    @Test
    void aClockThatWasAheadLeavesNoLongSilence() {
        used(dormant, KEY, day(0));
        used(dormant, KEY, day(3_000));
        used(dormant, KEY, day(1));

        assertThat(used(dormant, KEY, day(31))).isNotNull();
    }

    @Test
    void aGuessedSecretDoesNotEndASilence() {
        used(dormant, KEY, day(0));

        assertThat(dormant.judge(Events.unverified(DenialReason.WRONG_SECRET, KEY, Events.HOME, day(40))))
                .isNull();
        assertThat(used(dormant, KEY, day(40))).isNotNull();
    }

    @Test
    void revokedAndExpiredKeysAreSuspiciousAndDisabledOnesAreNot() {
        assertThat(ended.judge(Events.refused(DenialReason.KEY_REVOKED, KEY, Events.HOME, day(0))))
                .extracting(Suspicion::severity)
                .isEqualTo(AlertSeverity.WARNING);
        assertThat(ended.judge(Events.refused(DenialReason.KEY_EXPIRED, KEY, Events.HOME, day(0))))
                .extracting(Suspicion::severity)
                .isEqualTo(AlertSeverity.INFO);
        assertThat(ended.judge(Events.refused(DenialReason.KEY_DISABLED, KEY, Events.HOME, day(0))))
                .isNull();
        assertThat(used(ended, KEY, day(0))).isNull();
    }

    @Test
    void aKnownKeyInClearTextIsTheSubject() {
        used(plaintext, KEY, day(0));

        Suspicion suspicion = plaintext.judge(Events.unverified(DenialReason.HTTPS_REQUIRED, KEY, Events.HOME, day(1)));
        assertThat(suspicion).isNotNull();
        assertThat(suspicion.subject()).isEqualTo(KEY);
        assertThat(suspicion.severity()).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(suspicion.verified()).isFalse();
    }

    @Test
    void unknownKeysInClearTextFromOneNetworkAreOneSubject() {
        Suspicion first = plaintext.judge(Events.unverified(DenialReason.HTTPS_REQUIRED, KEY, Events.HOME, day(0)));
        Suspicion second = plaintext.judge(Events.unverified(DenialReason.HTTPS_REQUIRED, OTHER, Events.HOME, day(0)));

        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(first.subject()).isEqualTo(second.subject());
        assertThat(first.keyId()).isEqualTo(KEY);
    }

    @Test
    void clearTextWithoutAKeyIsNotSuspicious() {
        assertThat(plaintext.judge(Events.unverified(DenialReason.NO_CREDENTIAL, null, Events.HOME, day(0))))
                .isNull();
    }

    @Test
    void aFoundKeyIsReportedWithTheNextDecision() {
        leaked.onLeak(new LeakEvent(KEY, SITE, LeakAction.REVOKED));

        Suspicion suspicion = used(leaked, OTHER, day(0));
        assertThat(suspicion).isNotNull();
        assertThat(suspicion.keyId()).isEqualTo(KEY);
        assertThat(suspicion.text()).isEqualTo("Found in public by github-secret-scanning; it is revoked");
        assertThat(used(leaked, OTHER, day(0))).isNull();
    }

    @Test
    void usesOfALeakedKeyAreSuspiciousAndCriticalIfGranted() {
        leaked.onLeak(new LeakEvent(KEY, SITE, LeakAction.LEFT_ALONE));
        used(leaked, OTHER, day(0));

        assertThat(used(leaked, KEY, day(0))).extracting(Suspicion::severity).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(leaked.judge(Events.refused(DenialReason.KEY_REVOKED, KEY, Events.HOME, day(1))))
                .extracting(Suspicion::severity)
                .isEqualTo(AlertSeverity.WARNING);
    }

    @Test
    void aFindThatCouldNotBeVerifiedIsIgnored() {
        leaked.onLeak(new LeakEvent(KEY, SITE, LeakAction.POSTPONED));

        assertThat(used(leaked, KEY, day(0))).isNull();
    }

    @Test
    void findsThatAreNotReportedYetAreBounded() {
        for (int leak = 0; leak < LeakedKeyUse.MAX_FOUND + 5; leak++) {
            leaked.onLeak(new LeakEvent(Events.key(1_000 + leak), SITE, LeakAction.REVOKED));
        }

        long reported = 0;
        while (used(leaked, KEY, day(0)) != null) {
            reported++;
        }
        assertThat(reported).isEqualTo(LeakedKeyUse.MAX_FOUND);
    }

    @Test
    void aSilenceThatIsNotPositiveIsRejected() {
        assertThatThrownBy(() -> new DormantKey(Duration.ZERO, id -> Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
