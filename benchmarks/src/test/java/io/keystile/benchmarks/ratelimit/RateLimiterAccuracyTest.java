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
    void keystileMatchesAnExactLog(Shape traffic) {
        Accuracy accuracy = Accuracy.of(Implementation.keystile, SMALL, traffic, WINDOWS, SEED);

        assertThat(accuracy.mostInAWindow()).isEqualTo(SMALL.permits());
        assertThat(accuracy.overAdmissions()).isZero();
        assertThat(accuracy.falseDenials()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void keystileReturnsCapacityAtMostOne64thLateWithALargeLimit(Shape traffic) {
        Accuracy accuracy = Accuracy.of(Implementation.keystile, IN_64THS, traffic, WINDOWS, SEED);

        assertThat(accuracy.overAdmissions()).isZero();
        assertThat(accuracy.latestReturn()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void exactLogDetectsOverAdmissionsOfATokenBucket(Shape traffic) {
        Accuracy accuracy = Accuracy.of(Implementation.bucket4j, SMALL, traffic, WINDOWS, SEED);

        assertThat(accuracy.overAdmissions()).isPositive();
        assertThat(accuracy.mostInAWindow()).isGreaterThan(SMALL.permits());
    }

    @Test
    void exactLogDetectsDenialsWithinTheLimit() {
        ExactLog log = new ExactLog(2, 100);
        log.record(0, true);
        log.record(10, true);
        log.record(99, false);
        assertThat(log.falseDenials()).isZero();

        log.record(103, false);

        assertThat(log.falseDenials()).isOne();
        assertThat(log.latestReturnNanos()).isEqualTo(3);
    }

    @Test
    void exactLogCountsAdmissionsInAHalfOpenWindow() {
        ExactLog log = new ExactLog(2, 100);
        log.record(0, true);
        log.record(10, true);
        log.record(100, true);
        assertThat(log.overAdmissions()).isZero();

        log.record(109, true);

        assertThat(log.overAdmissions()).isOne();
        assertThat(log.mostInAWindow()).isEqualTo(3);
        assertThat(log.admissions()).isEqualTo(4);
    }
}
