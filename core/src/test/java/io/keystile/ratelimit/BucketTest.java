package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of several threads on one bucket, put in an order that they rarely take by themselves. */
class BucketTest {

    private static final long NOW = 10_000 * 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private static Bucket bucket(long permits) {
        RateLimitBucket identity = new RateLimitBucket("key:a", List.of(RateLimit.perSecond(permits)));
        BucketTable table = new BucketTable(1, new MonotonicTime(() -> 0), 0);
        return Bucket.fresh(table, identity, NOW, 0, permits);
    }

    private static long remaining(Bucket bucket, long now) {
        return Objects.requireNonNull(bucket.peek(now, 1)).quotas().get(0).remaining();
    }

    private static boolean takes(Bucket bucket, long now, long permits) {
        for (int attempt = 0; attempt < 10; attempt++) {
            RateLimitResult result = bucket.tryTake(now, permits, null);
            if (result != null) {
                return result.granted();
            }
        }
        throw new AssertionError("no answer in 10 attempts, though nobody interferes");
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsComeBackWhenNobodyTookSince(long permits) {
        Bucket bucket = bucket(permits);
        takes(bucket, NOW, 1);
        Hold hold = new Hold();
        bucket.tryTake(NOW, 5, hold);
        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 6);

        hold.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void nestedHoldsComeBackInTurn(long permits) {
        Bucket bucket = bucket(permits);
        Hold outer = new Hold();
        Hold inner = new Hold();
        bucket.tryTake(NOW, 2, outer);
        bucket.tryTake(NOW, 3, inner);

        inner.giveBack();
        outer.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsStaySpentWhenAnotherCallTookSince(long permits) {
        Bucket bucket = bucket(permits);
        Hold hold = new Hold();
        bucket.tryTake(NOW, 2, hold);
        takes(bucket, NOW, 1);

        hold.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsStaySpentOnceTheirEpochIsWrittenDown(long permits) {
        Bucket bucket = bucket(permits);
        Hold hold = new Hold();
        bucket.tryTake(NOW, 2, hold);
        // The first call of the next epoch settles the word.
        assertThat(takes(bucket, NOW + SECOND / 64, 1)).isTrue();

        hold.giveBack();

        assertThat(remaining(bucket, NOW)).isEqualTo(permits - 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void permitsTakenAgainAfterBeingGivenBackCountFromTheirOwnTime(long permits) {
        Bucket bucket = bucket(permits);
        Hold hold = new Hold();
        bucket.tryTake(NOW, permits, hold);
        hold.giveBack();

        assertThat(takes(bucket, NOW + 1000, permits)).isTrue();

        assertThat(takes(bucket, NOW + 999 + SECOND, 1)).isFalse();
        assertThat(takes(bucket, NOW + 1000 + SECOND + SECOND / 64, permits)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 100, 1000})
    void preparedCallThatLostItsSwapChangesNothingForOthers(long permits) {
        Bucket bucket = bucket(permits);
        assertThat(takes(bucket, NOW, permits)).isTrue();
        Window window = Objects.requireNonNull(bucket.window(RateLimit.perSecond(permits)));
        long later = NOW + SECOND + SECOND / 64;
        assertThat(window.prepare(bucket, bucket.state(), later, 0, (int) permits))
                .isTrue();

        assertThat(takes(bucket, later, 1)).isTrue();
        assertThat(remaining(bucket, later)).isEqualTo(permits - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void callThatSawAnOlderStateWritesNothing(long permits) {
        Bucket bucket = bucket(permits);
        long seen = bucket.state();
        takes(bucket, NOW, permits);
        Window window = Objects.requireNonNull(bucket.window(RateLimit.perSecond(permits)));

        assertThat(window.prepare(bucket, seen, NOW + SECOND / 2, 0, 1)).isFalse();

        assertThat(takes(bucket, NOW + SECOND + SECOND / 64, permits)).isTrue();
    }

    /** The other call may be off the processor for long, so nothing but a later reading of the clock helps. */
    @ParameterizedTest
    @ValueSource(longs = {100, 1000})
    void callWithAnOlderClockReadingDoesNotWaitForOneThatIsUnderWay(long permits) {
        Bucket bucket = bucket(permits);
        Window window = Objects.requireNonNull(bucket.window(RateLimit.perSecond(permits)));
        long read = NOW + 10 * SECOND;
        long readByOther = read + SECOND / 4;
        assertThat(window.prepare(bucket, bucket.state(), readByOther, 0, 1)).isTrue();

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            RateLimitResult early = bucket.tryTake(read, 1, null);
            RateLimitResult result = early != null ? early : bucket.tryTake(readByOther, 1, null);

            assertThat(result).isNotNull().returns(true, RateLimitResult::granted);
        });
        assertThat(remaining(bucket, readByOther)).isEqualTo(permits - 1);
    }

    @Test
    void callWithAnOlderClockReadingUsesTheNewerEpoch() {
        Bucket bucket = bucket(1);
        assertThat(takes(bucket, NOW + SECOND, 1)).isTrue();

        assertThat(takes(bucket, NOW, 1)).isFalse();
        assertThat(takes(bucket, NOW + 2 * SECOND - 1, 1)).isFalse();
        assertThat(takes(bucket, NOW + 2 * SECOND, 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 1000})
    void callWithAnOlderClockReadingDoesNotMoveTheEpochBack(long permits) {
        Bucket bucket = bucket(permits);
        takes(bucket, NOW + SECOND, permits - 1);

        assertThat(takes(bucket, NOW, 1)).isTrue();

        assertThat(bucket.closeIfIdle(NOW + 2 * SECOND - 1)).isFalse();
        assertThat(takes(bucket, NOW + 2 * SECOND - 1, 1)).isFalse();
        assertThat(takes(bucket, NOW + 2 * SECOND + SECOND / 64, permits)).isTrue();
    }

    @Test
    void bucketIsClosedOnlyWhenAllItsPermitsHaveLeft() {
        Bucket bucket = bucket(3);
        takes(bucket, NOW, 1);

        assertThat(bucket.closeIfIdle(NOW + SECOND)).isFalse();
        assertThat(bucket.closeIfIdle(NOW + SECOND + SECOND / 64)).isTrue();
        assertThat(bucket.tryTake(NOW, 1, null)).isNull();
    }
}
