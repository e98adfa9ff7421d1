package io.keystile.monitoring.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules on a rise in the share of denied calls. */
class DenialRulesTest {
    private static final KeyId KEY = Events.key(1);
    private static final int WEEK = 7 * 24;

    private final DeniedKey deniedKey = new DeniedKey();
    private final DeniedOverall deniedOverall = new DeniedOverall();

    /** Returns the calls of one key in an hour, the denied ones last. */
    private static List<AuthEvent> hour(int hour, int granted, int denied, DenialReason reason) {
        List<AuthEvent> events = new ArrayList<>();
        Instant start = Events.MONDAY.plus(Duration.ofHours(hour));
        for (int call = 0; call < granted; call++) {
            events.add(Events.granted(KEY, Events.HOME, start.plusMillis(call)));
        }
        for (int call = 0; call < denied; call++) {
            events.add(Events.refused(
                    reason, KEY, Events.HOME, start.plusSeconds(1).plusMillis(call)));
        }
        return events;
    }

    private static long suspicions(AlertRule rule, int hour, int granted, int denied) {
        return Suspicions.count(rule, hour(hour, granted, denied, DenialReason.PERMISSION_MISSING));
    }

    /** Counts the suspicions on the calls of 100 keys in an hour. */
    private static long suspicionsOfManyKeys(AlertRule rule, int hour, int granted, int denied) {
        List<AuthEvent> events = new ArrayList<>();
        Instant start = Events.MONDAY.plus(Duration.ofHours(hour));
        for (int call = 0; call < granted + denied; call++) {
            KeyId key = Events.key(call % 100);
            Instant time = start.plusMillis(call);
            events.add(
                    call < granted
                            ? Events.granted(key, Events.HOME, time)
                            : Events.refused(DenialReason.PERMISSION_MISSING, key, Events.HOME, time));
        }
        return Suspicions.count(rule, events);
    }

    private DeniedOverall learnedFromManyKeys(int granted, int denied) {
        for (int hour = 0; hour < WEEK; hour++) {
            suspicionsOfManyKeys(deniedOverall, hour, granted, denied);
        }
        return deniedOverall;
    }

    /** Returns the rule after it has learned from a week of the same hours. */
    private static <R extends AlertRule> R learned(R rule, int granted, int denied) {
        learn(rule, WEEK, granted, denied);
        return rule;
    }

    private static void learn(AlertRule rule, int hours, int granted, int denied) {
        for (int hour = 0; hour < hours; hour++) {
            suspicions(rule, hour, granted, denied);
        }
    }

    @Test
    void aRiseByAQuarterIsSuspiciousAndASmallerOneIsNot() {
        assertThat(suspicions(learned(new DeniedKey(), 75, 0), WEEK, 75, 25)).isEqualTo(1);
        assertThat(suspicions(learned(new DeniedKey(), 75, 0), WEEK, 75, 24)).isZero();
    }

    @Test
    void anOrdinaryHourAfterASuspiciousOneIsNotSuspicious() {
        learn(deniedKey, WEEK, 75, 0);
        suspicions(deniedKey, WEEK, 75, 100);

        assertThat(suspicions(deniedKey, WEEK + 1, 75, 1)).isZero();
    }

    @Test
    void fewDeniedCallsAreNotSuspiciousWhateverTheirShare() {
        assertThat(suspicions(learned(new DeniedKey(), 10, 0), WEEK, 0, 20)).isEqualTo(1);
        assertThat(suspicions(learned(new DeniedKey(), 10, 0), WEEK, 0, 19)).isZero();
    }

    @Test
    void theUsualShareOfAKeyIsNotSuspicious() {
        learn(deniedKey, WEEK, 50, 50);

        assertThat(suspicions(deniedKey, WEEK, 50, 60)).isZero();
    }

    @Test
    void aHighUsualShareOfOneStatusDoesNotMaskARiseOfAnother() {
        for (int hour = 0; hour < WEEK; hour++) {
            Suspicions.count(deniedKey, hour(hour, 50, 50, DenialReason.LIMIT_EXCEEDED));
        }

        assertThat(suspicions(deniedKey, WEEK, 70, 30)).isPositive();
    }

    @Test
    void misuseDoesNotMaskTheNextMisuse() {
        learn(deniedKey, WEEK, 75, 0);

        assertThat(suspicions(deniedKey, WEEK, 0, 500)).isPositive();
        assertThat(suspicions(deniedKey, WEEK + 2, 50, 100)).isPositive();
    }

    @Test
    void anExtremeMisuseDoesNotMaskTheNextMisuse() {
        learn(deniedKey, WEEK, 2, 0);
        assertThat(suspicions(deniedKey, WEEK, 0, 100_000)).isPositive();

        assertThat(suspicions(deniedKey, WEEK + 1, 0, 30)).isPositive();
    }

    @Test
    void anHourWithOnlyDeniedCallsDoesNotMaskTheNextMisuse() {
        learn(deniedKey, WEEK - 1, 75, 0);
        suspicions(deniedKey, WEEK - 1, 0, 10);

        assertThat(suspicions(deniedKey, WEEK + 1, 0, 100)).isPositive();
    }

    @Test
    void anExtremeOverallAttackDoesNotMaskTheNextAttack() {
        learnedFromManyKeys(900, 10);
        Instant time = Events.MONDAY.plus(Duration.ofHours(WEEK));
        assertThat(Suspicions.count(
                        deniedOverall,
                        Collections.nCopies(
                                1_000_000, Events.unverified(DenialReason.MALFORMED_KEY, null, Events.HOME, time))))
                .isPositive();

        assertThat(Suspicions.count(
                        deniedOverall,
                        Collections.nCopies(
                                1_000,
                                Events.unverified(
                                        DenialReason.MALFORMED_KEY,
                                        null,
                                        Events.HOME,
                                        time.plus(Duration.ofHours(1))))))
                .isPositive();
    }

    @Test
    void aClockThatWasFarAheadStartsANewWeekOfLearning() {
        learn(deniedKey, WEEK, 50, 50);
        suspicions(deniedKey, 500 * WEEK, 1, 0);

        assertThat(suspicions(deniedKey, WEEK, 50, 60)).isZero();
    }

    @Test
    void theTextStatesTheStatusAndTheUsualShare() {
        learn(deniedKey, WEEK, 75, 0);

        assertThat(hour(WEEK, 75, 25, DenialReason.PERMISSION_MISSING).stream()
                        .map(deniedKey::judge)
                        .reduce((first, second) -> second))
                .hasValueSatisfying(suspicion -> assertThat(suspicion.text())
                        .startsWith("25 of 100 calls")
                        .contains("with 403", "0% are usual"));
    }

    @Test
    void aKeyIsNotJudgedDuringItsFirstWeek() {
        learn(deniedKey, WEEK - 1, 75, 0);

        assertThat(suspicions(deniedKey, WEEK - 1, 0, 500)).isZero();
    }

    @Test
    void callsDeniedWith503AreNotCounted() {
        learn(deniedKey, WEEK, 75, 0);

        assertThat(Suspicions.count(deniedKey, hour(WEEK, 0, 500, DenialReason.UNAVAILABLE)))
                .isZero();
    }

    @Test
    void aRiseByATenthOfAllCallsIsSuspiciousAndASmallerOneIsNot() {
        learnedFromManyKeys(900, 100);

        assertThat(suspicionsOfManyKeys(deniedOverall, WEEK, 2_500, 550)).isZero();
        assertThat(suspicionsOfManyKeys(deniedOverall, WEEK + 1, 2_500, 900)).isPositive();
        assertThat(suspicionsOfManyKeys(deniedOverall, WEEK + 2, 900, 100)).isZero();
    }

    @Test
    void fewDeniedCallsOfAllKeysAreNotSuspicious() {
        learnedFromManyKeys(100, 1);

        assertThat(suspicionsOfManyKeys(deniedOverall, WEEK, 0, 499)).isZero();
        assertThat(suspicionsOfManyKeys(deniedOverall, WEEK + 1, 0, 501)).isEqualTo(2);
    }

    @Test
    void deniedCallsOfOneKeyAreNotARiseOverall() {
        learnedFromManyKeys(900, 100);

        assertThat(suspicions(deniedOverall, WEEK, 100, 100_000)).isZero();
    }

    @Test
    void deniedCallsOfOneKeyAreNotARiseOverallWhenEventsOfTwoHoursInterleave() {
        learnedFromManyKeys(900, 100);

        long suspicions = 0;
        for (int time = 0; time < 1_000; time++) {
            suspicions += suspicions(deniedOverall, WEEK, 0, 1) + suspicions(deniedOverall, WEEK - 1, 0, 1);
        }
        assertThat(suspicions).isZero();
    }

    @Test
    void aKeyWithManyDeniedCallsDoesNotMaskAnAttack() {
        for (int hour = 0; hour < WEEK; hour++) {
            suspicionsOfManyKeys(deniedOverall, hour, 900, 100);
            suspicions(deniedOverall, hour, 0, 2_000);
        }

        assertThat(suspicionsOfManyKeys(deniedOverall, WEEK, 1_200, 800)).isPositive();
    }

    @Test
    void eachOfManyAttacksIsSuspicious() {
        learnedFromManyKeys(900, 10);

        for (int attack = 0; attack < 20; attack++) {
            int day = WEEK + 24 * attack;
            for (int quiet = 0; quiet < 23; quiet++) {
                suspicionsOfManyKeys(deniedOverall, day + quiet, 900, 10);
            }
            assertThat(suspicionsOfManyKeys(deniedOverall, day + 23, 900, 600))
                    .as("attack %d", attack)
                    .isPositive();
        }
    }

    @Test
    void callsWithoutAKeyAreCountedOnlyOverall() {
        learn(deniedKey, WEEK, 75, 0);
        learn(deniedOverall, WEEK, 75, 0);
        Instant time = Events.MONDAY.plus(Duration.ofHours(WEEK));
        List<AuthEvent> events = new ArrayList<>();
        for (int call = 0; call < 600; call++) {
            events.add(Events.unverified(DenialReason.NO_CREDENTIAL, null, Events.HOME, time));
        }

        assertThat(Suspicions.count(deniedKey, events)).isZero();
        assertThat(Suspicions.count(deniedOverall, events)).isEqualTo(101);
    }

    @Test
    void thresholdsOutOfBoundsAreRejected() {
        assertThatThrownBy(() -> new DeniedKey(0, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeniedOverall(1, 1.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
