package io.keystile.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.RateLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateLimiterAccuracyTest {
    private static final RateLimit SMALL = RateLimit.perSecond(RateLimiterAccuracy.SMALL);
    private static final RateLimit IN_64THS = RateLimit.perSecond(1_000);
    private static final int WINDOWS = 60;
    private static final long SEED = 7;

    @ParameterizedTest
    @EnumSource
    void keystileAnswersAsAnExactLogWould(Shape traffic) {
        Verdict verdict = Verdict.of(Implementation.keystile, SMALL, traffic, WINDOWS, SEED);

        assertThat(verdict.mostInAWindow()).isEqualTo(SMALL.permits());
        assertThat(verdict.overAdmissions()).isZero();
        assertThat(verdict.falseDenials()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void keystileGivesBackA64thLateAtMostWhereItCountsIn64ths(Shape traffic) {
        Verdict verdict = Verdict.of(Implementation.keystile, IN_64THS, traffic, WINDOWS, SEED);

        assertThat(verdict.overAdmissions()).isZero();
        assertThat(verdict.latestReturn()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theJudgeSeesWhatATokenBucketAdmitsBeyondTheLimit(Shape traffic) {
        Verdict verdict = Verdict.of(Implementation.bucket4j, SMALL, traffic, WINDOWS, SEED);

        assertThat(verdict.overAdmissions()).isPositive();
        assertThat(verdict.mostInAWindow()).isGreaterThan(SMALL.permits());
    }

    @Test
    void theJudgeSeesDenialsDespiteRoom() {
        Judge judge = new Judge(2, 100);
        judge.hear(0, true);
        judge.hear(10, true);
        judge.hear(99, false);
        assertThat(judge.falseDenials()).isZero();

        judge.hear(103, false);

        assertThat(judge.falseDenials()).isOne();
        assertThat(judge.latestReturnNanos()).isEqualTo(3);
    }

    @Test
    void theJudgeCountsWhatIsBeyondTheLimitInAHalfOpenWindow() {
        Judge judge = new Judge(2, 100);
        judge.hear(0, true);
        judge.hear(10, true);
        judge.hear(100, true);
        assertThat(judge.overAdmissions()).isZero();

        judge.hear(109, true);

        assertThat(judge.overAdmissions()).isOne();
        assertThat(judge.mostInAWindow()).isEqualTo(3);
        assertThat(judge.admissions()).isEqualTo(4);
    }
}
