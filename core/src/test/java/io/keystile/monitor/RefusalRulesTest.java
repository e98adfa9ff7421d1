package io.keystile.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules on rising shares of refused calls. */
class RefusalRulesTest {
    private static final KeyId KEY = Events.key(1);
    private static final int WEEK = 7 * 24;

    private final RefusedKey refusedKey = new RefusedKey();
    private final RefusedOverall refusedOverall = new RefusedOverall();

    /** Returns an hour's calls of one key, the refused ones last. */
    private static List<AuthEvent> hour(int hour, int granted, int refused, DenialReason reason) {
        List<AuthEvent> events = new ArrayList<>();
        Instant start = Events.MONDAY.plus(Duration.ofHours(hour));
        for (int call = 0; call < granted; call++) {
            events.add(Events.granted(KEY, Events.HOME, start.plusMillis(call)));
        }
        for (int call = 0; call < refused; call++) {
            events.add(Events.refused(
                    reason, KEY, Events.HOME, start.plusSeconds(1).plusMillis(call)));
        }
        return events;
    }

    private static long suspicions(AlertRule rule, int hour, int granted, int refused) {
        return Judging.count(rule, hour(hour, granted, refused, DenialReason.PERMISSION_MISSING));
    }

    /** Returns a rule that has learned for a week from such hours. */
    private static <R extends AlertRule> R learned(R rule, int granted, int refused) {
        learn(rule, WEEK, granted, refused);
        return rule;
    }

    private static void learn(AlertRule rule, int hours, int granted, int refused) {
        for (int hour = 0; hour < hours; hour++) {
            suspicions(rule, hour, granted, refused);
        }
    }

    @Test
    void aQuarterMoreThanUsualIsSuspiciousAndLessIsNot() {
        assertThat(suspicions(learned(new RefusedKey(), 75, 0), WEEK, 75, 25)).isEqualTo(1);
        assertThat(suspicions(learned(new RefusedKey(), 75, 0), WEEK, 75, 24)).isZero();
    }

    @Test
    void theNextOrdinaryHourIsNotSuspicious() {
        learn(refusedKey, WEEK, 75, 0);
        suspicions(refusedKey, WEEK, 75, 100);

        assertThat(suspicions(refusedKey, WEEK + 1, 75, 1)).isZero();
    }

    @Test
    void fewRefusedCallsAreNotSuspiciousWhateverTheirShare() {
        assertThat(suspicions(learned(new RefusedKey(), 10, 0), WEEK, 0, 20)).isEqualTo(1);
        assertThat(suspicions(learned(new RefusedKey(), 10, 0), WEEK, 0, 19)).isZero();
    }

    @Test
    void aShareThatAKeyAlwaysHasIsNotSuspicious() {
        learn(refusedKey, WEEK, 50, 50);

        assertThat(suspicions(refusedKey, WEEK, 50, 60)).isZero();
    }

    @Test
    void aKeyIsNotJudgedInItsFirstWeek() {
        learn(refusedKey, WEEK - 1, 75, 0);

        assertThat(suspicions(refusedKey, WEEK - 1, 0, 500)).isZero();
    }

    @Test
    void anAnswerThatTheServiceCannotGiveIsNoRefusal() {
        learn(refusedKey, WEEK, 75, 0);

        assertThat(Judging.count(refusedKey, hour(WEEK, 0, 500, DenialReason.UNAVAILABLE)))
                .isZero();
    }

    @Test
    void aTenthMoreOfAllCallsIsSuspiciousAndLessIsNot() {
        learn(refusedOverall, WEEK, 900, 100);

        assertThat(suspicions(refusedOverall, WEEK, 2_500, 550)).isZero();
        assertThat(suspicions(refusedOverall, WEEK + 1, 2_500, 900)).isPositive();
        assertThat(suspicions(refusedOverall, WEEK + 2, 900, 100)).isZero();
    }

    @Test
    void fewRefusedCallsOfAllAreNotSuspicious() {
        assertThat(suspicions(learned(new RefusedOverall(), 100, 1), WEEK, 0, 501))
                .isEqualTo(2);
        assertThat(suspicions(learned(new RefusedOverall(), 100, 1), WEEK, 0, 499))
                .isZero();
    }

    @Test
    void callsWithoutAKeyCountOnlyOverall() {
        learn(refusedKey, WEEK, 75, 0);
        learn(refusedOverall, WEEK, 75, 0);
        Instant time = Events.MONDAY.plus(Duration.ofHours(WEEK));
        List<AuthEvent> events = new ArrayList<>();
        for (int call = 0; call < 600; call++) {
            events.add(Events.unverified(DenialReason.NO_CREDENTIAL, null, Events.HOME, time));
        }

        assertThat(Judging.count(refusedKey, events)).isZero();
        assertThat(Judging.count(refusedOverall, events)).isEqualTo(101);
    }

    @Test
    void thresholdsOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> new RefusedKey(0, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RefusedOverall(1, 1.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
