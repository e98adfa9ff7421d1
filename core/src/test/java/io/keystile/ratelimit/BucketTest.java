package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the steps of concurrent calls in a fixed order that rarely occurs by chance. */
class BucketTest {

    private static final long NOW = 10_000 * 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private static Bucket bucket(long permits) {
        RateLimitBucket identity = new RateLimitBucket("key:a", List.of(RateLimit.perSecond(permits)));
        BucketTable table = new BucketTable(1, new MonotonicTime(() -> 0), 0);
        return Bucket.create(table, identity, NOW, 0, permits);
    }

    private static long remaining(Bucket bucket, long now) {
        return Objects.requireNonNull(bucket.peek(now, 1, null)).quotas().get(0).remaining();
    }

    private static long reset(Bucket bucket, long now) {
        return Objects.requireNonNull(bucket.peek(now, 1, null)).quotas().get(0).resetNanos();
    }

    private static boolean acquires(Bucket bucket, long now, long permits) {
        for (int attempt = 0; attempt < 10; attempt++) {
            RateLimitResult result = bucket.tryAcquire(now, permits, null, null);
            if (result != null) {
                return result.granted();
            }
        }
        throw new AssertionError("no result in 10 attempts without concurrent calls");
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsAreGivenBackIfNoOtherCallAcquiredSince(long permits) {
        Bucket bucket = bucket(permits);
        acquires(bucket, NOW, 1);
        Reservation reservation = new Reservation(null);
        bucket.tryAcquire(NOW, 5, reservation, null);
        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 6);

        reservation.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void nestedReservationsAreGivenBackInReverseOrder(long permits) {
        Bucket bucket = bucket(permits);
        Reservation outer = new Reservation(null);
        Reservation inner = new Reservation(null);
        bucket.tryAcquire(NOW, 2, outer, null);
        bucket.tryAcquire(NOW, 3, inner, null);

        inner.giveBack();
        outer.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsStaySpentIfAnotherCallAcquiredSince(long permits) {
        Bucket bucket = bucket(permits);
        Reservation reservation = new Reservation(null);
        bucket.tryAcquire(NOW, 2, reservation, null);
        acquires(bucket, NOW, 1);

        reservation.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsStaySpentOnceTheNextEpochHasBegun(long permits) {
        Bucket bucket = bucket(permits);
        Reservation reservation = new Reservation(null);
        bucket.tryAcquire(NOW, 2, reservation, null);
        // The first call of the next epoch clears the returnable bit.
        assertThat(acquires(bucket, NOW + SECOND / 64, 1)).isTrue();

        reservation.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsAcquiredAgainCountFromTheSecondAcquisition(long permits) {
        Bucket bucket = bucket(permits);
        Reservation reservation = new Reservation(null);
        bucket.tryAcquire(NOW, permits, reservation, null);
        reservation.giveBack();

        assertThat(acquires(bucket, NOW + 1000, permits)).isTrue();

        assertThat(acquires(bucket, NOW + 999 + SECOND, 1)).isFalse();
        assertThat(acquires(bucket, NOW + 1000 + SECOND + SECOND / 64, permits)).isTrue();
    }

    /** What a look at the bucket remembers must not outlive the permits that it saw. */
    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsGivenBackDoNotReturnTheNextOnesEarly(long permits) {
        Bucket bucket = bucket(permits);
        long lateness = permits > 128 ? SECOND / 64 : 0;
        Reservation reservation = new Reservation(null);
        bucket.tryAcquire(NOW, 1, reservation, null);
        long later = NOW + SECOND / 2;
        assertThat(reset(bucket, later)).isEqualTo(SECOND / 2 + lateness);
        reservation.giveBack();

        assertThat(acquires(bucket, later, 1)).isTrue();

        assertThat(reset(bucket, later)).isEqualTo(SECOND + lateness);
        assertThat(reset(bucket, later + 1)).isEqualTo(SECOND + lateness - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 100, 1000})
    void preparedCallWithoutSwapDoesNotAffectOtherCalls(long permits) {
        Bucket bucket = bucket(permits);
        assertThat(acquires(bucket, NOW, permits)).isTrue();
        Window window = Objects.requireNonNull(bucket.window(RateLimit.perSecond(permits)));
        long later = NOW + SECOND + SECOND / 64;
        assertThat(window.prepare(bucket, bucket.state(), later, 0, (int) permits))
                .isTrue();

        assertThat(acquires(bucket, later, 1)).isTrue();
        assertThat(remaining(bucket, later)).isEqualTo(permits - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void callWithAnOlderStateWordWritesNothing(long permits) {
        Bucket bucket = bucket(permits);
        long seen = bucket.state();
        acquires(bucket, NOW, permits);
        Window window = Objects.requireNonNull(bucket.window(RateLimit.perSecond(permits)));

        assertThat(window.prepare(bucket, seen, NOW + SECOND / 2, 0, 1)).isFalse();

        assertThat(acquires(bucket, NOW + SECOND + SECOND / 64, permits)).isTrue();
    }

    /** The other call may be suspended for long, so only a later clock reading helps. */
    @ParameterizedTest
    @ValueSource(longs = {100, 1000})
    void callWithAnOlderClockReadingDoesNotWaitForACallInProgress(long permits) {
        Bucket bucket = bucket(permits);
        Window window = Objects.requireNonNull(bucket.window(RateLimit.perSecond(permits)));
        long read = NOW + 10 * SECOND;
        long readByOther = read + SECOND / 4;
        assertThat(window.prepare(bucket, bucket.state(), readByOther, 0, 1)).isTrue();

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            RateLimitResult early = bucket.tryAcquire(read, 1, null, null);
            RateLimitResult result = early != null ? early : bucket.tryAcquire(readByOther, 1, null, null);

            assertThat(result).isNotNull().returns(true, RateLimitResult::granted);
        });
        assertThat(remaining(bucket, readByOther)).isEqualTo(permits - 1);
    }

    @Test
    void callWithAnOlderClockReadingUsesTheNewerEpoch() {
        Bucket bucket = bucket(1);
        assertThat(acquires(bucket, NOW + SECOND, 1)).isTrue();

        assertThat(acquires(bucket, NOW, 1)).isFalse();
        assertThat(acquires(bucket, NOW + 2 * SECOND - 1, 1)).isFalse();
        assertThat(acquires(bucket, NOW + 2 * SECOND, 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void callWithAnOlderClockReadingDoesNotMoveTheEpochBack(long permits) {
        Bucket bucket = bucket(permits);
        acquires(bucket, NOW + SECOND, permits - 1);

        assertThat(acquires(bucket, NOW, 1)).isTrue();

        assertThat(bucket.closeIfIdle(NOW + 2 * SECOND - 1)).isFalse();
        assertThat(acquires(bucket, NOW + 2 * SECOND - 1, 1)).isFalse();
        assertThat(acquires(bucket, NOW + 2 * SECOND + SECOND / 64, permits)).isTrue();
    }

    @Test
    void idleBucketIsClosedOnlyAfterAllPermitsHaveLeft() {
        Bucket bucket = bucket(3);
        acquires(bucket, NOW, 1);

        assertThat(bucket.closeIfIdle(NOW + SECOND)).isFalse();
        assertThat(bucket.closeIfIdle(NOW + SECOND + SECOND / 64)).isTrue();
        assertThat(bucket.tryAcquire(NOW, 1, null, null)).isNull();
    }
}
