package io.keystile.monitoring.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateAboveBaselineTest {
    private static final KeyId KEY = Events.key(1);
    private static final int LEARNED = 2 * 7 * 24 + 1;

    private final RateAboveBaseline rule = new RateAboveBaseline();

    private static Instant hour(int hour) {
        return Events.MONDAY.plus(Duration.ofHours(hour));
    }

    private static Stream<AuthEvent> calls(int hour, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(call -> Events.granted(KEY, Events.HOME, hour(hour).plusSeconds(call)));
    }

    private long suspicions(int hour, int calls) {
        return Suspicions.count(rule, calls(hour, calls).toList());
    }

    private long suspicions(int from, int to, IntUnaryOperator calls) {
        return IntStream.range(from, to)
                .mapToLong(hour -> suspicions(hour, calls.applyAsInt(hour)))
                .sum();
    }

    @Test
    void threeTimesTheUsualCallsAreSuspiciousAndOneLessIsNot() {
        suspicions(0, LEARNED, hour -> 20);

        assertThat(suspicions(LEARNED, 59)).isZero();
        assertThat(suspicions(LEARNED + 1, 60)).isEqualTo(1);
    }

    @Test
    void anOrdinaryHourAfterASuspiciousOneIsNotSuspicious() {
        suspicions(0, LEARNED, hour -> 20);

        assertThat(suspicions(LEARNED, 100)).isEqualTo(41);
        assertThat(suspicions(LEARNED + 1, 20)).isZero();
    }

    @Test
    void noHourIsSuspiciousDuringTheLearningTime() {
        suspicions(0, LEARNED - 1, hour -> 20);

        assertThat(suspicions(LEARNED - 1, 5_000)).isZero();
    }

    @Test
    void aWeeklyPeakIsNotSuspiciousInItsHour() {
        IntUnaryOperator mondays = hour -> hour % (7 * 24) == 9 ? 1_000 : 10;
        assertThat(suspicions(0, 3 * 7 * 24 + 12, mondays)).isZero();

        assertThat(suspicions(3 * 7 * 24 + 12, 1_000))
                .as("the same number of calls in another hour")
                .isPositive();
    }

    @Test
    void anotherBurstOfAKeyThatRunsInBurstsIsNotSuspicious() {
        IntUnaryOperator bursts = hour -> hour % 31 == 0 ? 500 : 1;

        assertThat(suspicions(0, 5 * 7 * 24, bursts)).isZero();
    }

    @Test
    void lastingMisuseIsSuspiciousInEachHour() {
        suspicions(0, 3 * LEARNED, hour -> 15 + hour % 10);

        for (int hour = 3 * LEARNED; hour < 3 * LEARNED + 48; hour++) {
            assertThat(suspicions(hour, 200)).as("hour %d", hour).isPositive();
        }
    }

    @Test
    void misuseThatDoublesEachHourIsSuspicious() {
        suspicions(0, 3 * LEARNED, hour -> 15 + hour % 10);

        int calls = 40;
        long seen = 0;
        for (int hour = 0; hour < 7; hour++) {
            seen += suspicions(3 * LEARNED + hour, calls);
            calls *= 2;
        }
        assertThat(seen).isPositive();
    }

    @Test
    void aSmallerBurstThanOneInTheFirstWeekIsNotSuspicious() {
        suspicions(0, LEARNED, hour -> hour == 40 ? 500 : 1);

        assertThat(suspicions(LEARNED, 300)).isZero();
    }

    @Test
    void fewCallsAreNotSuspiciousEvenIfTheKeyIsRarelyUsed() {
        suspicions(0, LEARNED, hour -> hour == 0 ? 1 : 0);

        assertThat(suspicions(LEARNED, 59)).isZero();
    }

    @Test
    void deniedCallsAreCountedIfTheSecretWasRight() {
        suspicions(0, LEARNED, hour -> 20);
        long suspicious = IntStream.range(0, 100)
                .mapToObj(call -> Events.refused(DenialReason.LIMIT_EXCEEDED, KEY, Events.HOME, hour(LEARNED)))
                .map(rule::judge)
                .filter(Objects::nonNull)
                .count();

        assertThat(suspicious).isEqualTo(41);
    }

    @Test
    void callsWithAWrongSecretAreNotCounted() {
        suspicions(0, LEARNED, hour -> 20);
        AuthEvent guess = Events.unverified(DenialReason.WRONG_SECRET, KEY, Events.HOME, hour(LEARNED));

        assertThat(IntStream.range(0, 100).mapToObj(call -> rule.judge(guess))).containsOnlyNulls();
    }

    @Test
    void learningStartsAgainAfterFourWeeksWithoutCalls() {
        suspicions(0, LEARNED, hour -> 20);

        assertThat(suspicions(LEARNED + 4 * 7 * 24 + 1, 5_000)).isZero();
    }

    @Test
    void theTextStatesTheUsualNumberOfCalls() {
        suspicions(0, LEARNED, hour -> 20);

        assertThat(calls(LEARNED, 60).map(rule::judge).reduce((first, second) -> second))
                .hasValueSatisfying(suspicion ->
                        assertThat(suspicion.text()).contains("60 calls").contains("20 are usual"));
    }

    @Test
    void settingsOutOfBoundsAreRejected() {
        assertThatThrownBy(() -> new RateAboveBaseline.Settings(1, 6, 3, 60, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateAboveBaseline.Settings(2, Double.NaN, 3, 60, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
