package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight threads use the same buckets. Every loop has a fixed number of rounds, and random choices use fixed seeds. */
class SlidingWindowContentionTest {

    private static final int THREADS = 8;
    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** A granted call, with clock readings from before and after it. */
    private record Admission(long start, long end, long permits) {}

    /** A clock that advances with each reading, so that many windows pass in a short run. */
    private record SelfAdvancingClock(AtomicLong nanos, long step) implements LongSupplier {

        static SelfAdvancingClock of(long step) {
            return new SelfAdvancingClock(new AtomicLong(), step);
        }

        @Override
        public long getAsLong() {
            return nanos.addAndGet(step);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "2, 1",
        "7, 3",
        "9, 1",
        "100, 1",
        "128, 1",
        "128, 9",
        "129, 1",
        "200, 3",
        "1000, 20",
        "5000, 100"
    })
    void noWindowHoldsMoreThanTheLimit(long permits, int maxCost) throws Exception {
        for (long step : new long[] {20_000, 1_000_000, 7_000_001}) {
            SelfAdvancingClock clock = SelfAdvancingClock.of(step);
            SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(100, clock);
            RateLimit limit = RateLimit.of("a", permits, WINDOW);
            List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", List.of(limit)));

            List<Admission> admissions = inThreads(seed -> call(limiter, clock, bucket, maxCost, 6_000, seed));

            assertNoWindowExceeds(permits, admissions);
            assertThat(admissions).isNotEmpty();
            assertAllPermitsComeBack(limiter, clock, bucket);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {50, 500})
    void everyLimitOfABucketHolds(long permits) throws Exception {
        SelfAdvancingClock clock = SelfAdvancingClock.of(300_000);
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(100, clock);
        RateLimit second = RateLimit.of("a", permits, WINDOW);
        RateLimit seconds = RateLimit.of("b", permits * 3, WINDOW.multipliedBy(5));
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", List.of(second, seconds)));

        List<Admission> admissions = inThreads(seed -> call(limiter, clock, bucket, 2, 10_000, seed));

        assertNoWindowExceeds(second, admissions);
        assertNoWindowExceeds(seconds, admissions);
        assertAllPermitsComeBack(limiter, clock, bucket);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 300})
    void limitHoldsOnTheSystemClock(long permits) throws Exception {
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(100, System::nanoTime);
        RateLimit limit = RateLimit.of("a", permits, WINDOW);
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", List.of(limit)));

        List<Admission> admissions = inThreads(seed -> call(limiter, System::nanoTime, bucket, 1, 40_000, seed));

        assertThat(admissions).hasSizeGreaterThanOrEqualTo((int) permits);
        assertNoWindowExceeds(limit, admissions);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 100, 400})
    void limitHoldsWhileBucketsAreEvictedAndTheTableIsFull(long permits) throws Exception {
        SelfAdvancingClock clock = SelfAdvancingClock.of(500_000);
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(3, clock);
        RateLimit limit = RateLimit.of("a", permits, WINDOW);
        List<List<Admission>> perBucket = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            perBucket.add(new ArrayList<>());
        }

        inThreads(seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 200; i++) {
                int id = random.nextInt(6);
                List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:" + id, List.of(limit)));
                List<Admission> mine = call(limiter, clock, bucket, 1, random.nextInt(60), random.nextLong());
                synchronized (perBucket) {
                    perBucket.get(id).addAll(mine);
                }
            }
            return List.of();
        });

        // Which of the buckets find a place in the table depends on how the threads take turns.
        assertThat(perBucket).anySatisfy(admissions -> assertThat(admissions).isNotEmpty());
        for (List<Admission> admissions : perBucket) {
            assertNoWindowExceeds(limit, admissions);
        }
        assertThat(limiter.bucketCount()).isBetween(0, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 400})
    void limitHoldsWhileLimitsChange(long permits) throws Exception {
        SelfAdvancingClock clock = SelfAdvancingClock.of(300_000);
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(10, clock);
        RateLimit kept = RateLimit.of("kept", permits, WINDOW);
        List<RateLimit> alone = List.of(kept);
        List<RateLimit> withAnother = List.of(RateLimit.of("other", 10_000, WINDOW), kept);

        List<Admission> admissions = inThreads(seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Admission> mine = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                List<RateLimit> limits = random.nextInt(3) == 0 ? withAnother : alone;
                mine.addAll(
                        call(limiter, clock, List.of(new RateLimitBucket("key:a", limits)), 1, 20, random.nextLong()));
            }
            return mine;
        });

        assertThat(admissions).isNotEmpty();
        assertNoWindowExceeds(kept, admissions);
    }

    @ParameterizedTest
    @CsvSource({"30, 60", "300, 600", "1000, 100", "100, 100"})
    void limitsHoldForCallsOverTwoBuckets(long perKey, long shared) throws Exception {
        SelfAdvancingClock clock = SelfAdvancingClock.of(100_000);
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(10, clock);
        RateLimit keyLimit = RateLimit.of("key", perKey, WINDOW);
        RateLimit sharedLimit = RateLimit.of("shared", shared, WINDOW);
        RateLimitBucket workspace = new RateLimitBucket("workspace:w", List.of(sharedLimit));
        List<List<Admission>> byKey = List.of(new ArrayList<>(), new ArrayList<>());

        List<Admission> all = inThreads(seed -> {
            int id = (int) seed % 2;
            RateLimitBucket key = new RateLimitBucket("key:" + id, List.of(keyLimit));
            List<Admission> mine = call(limiter, clock, List.of(key, workspace), 2, 6_000, seed);
            synchronized (byKey) {
                byKey.get(id).addAll(mine);
            }
            return mine;
        });

        assertNoWindowExceeds(sharedLimit, all);
        assertThat(all).isNotEmpty();
        for (List<Admission> admissions : byKey) {
            assertNoWindowExceeds(keyLimit, admissions);
        }
        assertAllPermitsComeBack(limiter, clock, List.of(workspace));
    }

    private static List<Admission> call(
            SlidingWindowRateLimiter limiter,
            LongSupplier clock,
            List<RateLimitBucket> buckets,
            int maxCost,
            int times,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Admission> admissions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long cost = random.nextLong(1, maxCost + 1L);
            long start = clock.getAsLong();
            boolean granted = limiter.tryAcquire(buckets, cost).granted();
            long end = clock.getAsLong();
            if (granted) {
                admissions.add(new Admission(start, end, cost));
            }
        }
        return admissions;
    }

    private interface Work {
        List<Admission> run(long seed);
    }

    private static List<Admission> inThreads(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier barrier = new CyclicBarrier(THREADS);
            List<Callable<List<Admission>>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                tasks.add(() -> {
                    barrier.await();
                    return work.run(seed);
                });
            }
            List<Admission> all = new ArrayList<>();
            for (Future<List<Admission>> done : threads.invokeAll(tasks)) {
                all.addAll(done.get());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    private static void assertNoWindowExceeds(long permits, List<Admission> admissions) {
        assertNoWindowExceeds(RateLimit.of("a", permits, WINDOW), admissions);
    }

    /** Asserts that the calls wholly within any window were not granted more permits than the limit. */
    private static void assertNoWindowExceeds(RateLimit limit, List<Admission> admissions) {
        List<Admission> byStart = new ArrayList<>(admissions);
        byStart.sort(Comparator.comparingLong(Admission::start));
        for (int first = 0; first < byStart.size(); first++) {
            long from = byStart.get(first).start();
            long before = from + limit.windowNanos();
            long inside = 0;
            for (int i = first; i < byStart.size() && byStart.get(i).start() < before; i++) {
                inside += byStart.get(i).end() < before ? byStart.get(i).permits() : 0;
            }
            if (inside > limit.permits()) {
                assertThat(inside).as("permits from %d in %s", from, limit).isLessThanOrEqualTo(limit.permits());
            }
        }
    }

    private static void assertAllPermitsComeBack(
            SlidingWindowRateLimiter limiter, SelfAdvancingClock clock, List<RateLimitBucket> buckets) {
        long longest = buckets.stream()
                .flatMap(bucket -> bucket.limits().stream())
                .mapToLong(RateLimit::windowNanos)
                .max()
                .orElseThrow();
        clock.nanos().addAndGet(longest + longest / 64);
        RateLimitResult result = limiter.peek(buckets, 1);
        assertThat(result.quotas())
                .allSatisfy(quota -> assertThat(quota)
                        .isEqualTo(new Quota(
                                quota.bucket(), quota.limit(), quota.limit().permits(), 0, false)));
    }
}
