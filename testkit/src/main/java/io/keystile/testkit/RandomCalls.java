package io.keystile.testkit;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Calls over one to three buckets of one to three limits each; the same seed gives the same calls. */
final class RandomCalls {

    /** A call, the nanoseconds before it, and the buckets that it is charged to. */
    record Call(long gap, List<RateLimitBucket> buckets, long cost) {}

    private enum Shape {
        BELOW_THE_LIMIT,
        AT_THE_LIMIT,
        ABOVE_THE_LIMIT,
        WINDOW_EDGES,
        BURSTS,
        ANY_GAP
    }

    private static final int LENGTH = 100;
    private static final int[] WINDOWS = {1, 2, 3, 7, 60, 61, 3600};

    private final SplittableRandom random;
    private final long seed;
    private final long unit;
    private final List<RateLimitBucket> buckets = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    private RandomCalls(long seed, long unit) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.unit = unit;
    }

    /**
     * Returns calls on limits that are counted exactly, of 1 to 128 permits.
     *
     * @param unit the nanoseconds of which every gap is a multiple
     */
    static RandomCalls onSmallLimits(long seed, long unit, int maxBuckets) {
        RandomCalls calls = new RandomCalls(seed, unit);
        return calls.generate(maxBuckets, () -> calls.random.nextLong(1, 129));
    }

    /** Returns calls on limits of which most have more than 128 permits. */
    static RandomCalls onLargeLimits(long seed, long unit, int maxBuckets) {
        RandomCalls calls = new RandomCalls(seed, unit);
        return calls.generate(maxBuckets, calls::largeLimit);
    }

    private interface Permits {
        long next();
    }

    private long largeLimit() {
        return switch (random.nextInt(7)) {
            case 0 -> random.nextLong(129, RateLimit.MAX_PERMITS + 1);
            case 1, 2 -> random.nextLong(1, 300);
            default -> random.nextLong(129, 300);
        };
    }

    private RandomCalls generate(int maxBuckets, Permits permits) {
        int count = random.nextBoolean() ? 1 : random.nextInt(1, maxBuckets + 1);
        for (int i = 0; i < count; i++) {
            List<RateLimit> limits = new ArrayList<>();
            int size = random.nextInt(1, 4);
            for (int j = 0; j < size; j++) {
                Duration window = Duration.ofSeconds(WINDOWS[random.nextInt(WINDOWS.length)]);
                limits.add(RateLimit.of("limit-" + j, permits.next(), window));
            }
            buckets.add(new RateLimitBucket("key:" + seed + "-" + i, "acme", limits));
        }
        List<RateLimit> first = buckets.get(0).limits();
        RateLimit main = first.get(random.nextInt(first.size()));
        Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
        boolean costly = random.nextBoolean();
        for (int i = 0; i < LENGTH; i++) {
            long gap = gap(shape, main, costly, i);
            calls.add(new Call(gap - gap % unit, someBuckets(), cost(main, costly)));
        }
        return this;
    }

    private List<RateLimitBucket> someBuckets() {
        int mask = random.nextInt(1, 1 << buckets.size());
        List<RateLimitBucket> some = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            if ((mask & 1 << i) != 0) {
                some.add(buckets.get(i));
            }
        }
        return some;
    }

    private static long maxCost(RateLimit main) {
        return Math.max(2, main.permits() / 4);
    }

    private long cost(RateLimit main, boolean costly) {
        if (!costly) {
            return 1;
        }
        return random.nextInt(40) == 0 ? main.permits() + random.nextInt(3) : random.nextLong(1, maxCost(main) + 1);
    }

    private long gap(Shape shape, RateLimit main, boolean costly, int i) {
        long window = main.window().toNanos();
        long mean = window / main.permits() * (costly ? (maxCost(main) + 1) / 2 : 1);
        return switch (shape) {
            case BELOW_THE_LIMIT -> poisson(mean * 2);
            case AT_THE_LIMIT -> poisson(mean);
            case ABOVE_THE_LIMIT -> poisson(mean / 3);
            case WINDOW_EDGES ->
                random.nextInt(8) != 0 ? random.nextLong(3) * unit : window + (random.nextLong(3) - 1) * unit;
            case BURSTS -> i % 32 == 31 ? random.nextLong(2 * window) : poisson(mean / 8);
            case ANY_GAP -> 1L << random.nextInt(64 - Long.numberOfLeadingZeros(window));
        };
    }

    private long poisson(long mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    List<RateLimitBucket> buckets() {
        return buckets;
    }

    List<Call> calls() {
        return calls;
    }

    /** Returns the seed and the buckets, for the message of a failure. */
    @Override
    public String toString() {
        return "seed " + seed + " on " + buckets;
    }
}
