package io.keystile.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A sequence of calls on one bucket, each with the gap in nanoseconds before it and its cost in permits. */
record Traffic(List<RateLimit> limits, Shape shape, long seed, int firstCount, List<Call> calls) {

    record Call(long gap, long cost) {}

    enum Shape {
        POISSON_HALF,
        POISSON_LIMIT,
        POISSON_TRIPLE,
        WINDOW_EDGES,
        ON_OFF,
        ANY_GAP
    }

    /** Generates traffic of a shape for these limits; the same seed gives the same traffic. */
    static Traffic of(List<RateLimit> limits, Shape shape, boolean costly, int length, long seed, int firstCount) {
        SplittableRandom random = new SplittableRandom(seed);
        RateLimit main = limits.get(random.nextInt(limits.size()));
        List<Call> calls = new ArrayList<>();
        long maxCost = costly ? Math.max(2, main.permits() / 4) : 1;
        long meanGap = main.windowNanos() / main.permits() * ((maxCost + 1) / 2);
        for (int i = 0; i < length; i++) {
            calls.add(
                    new Call(gap(random, shape, main.windowNanos(), meanGap, i), cost(random, costly, maxCost, main)));
        }
        return new Traffic(limits, shape, seed, firstCount, calls);
    }

    private static long cost(SplittableRandom random, boolean costly, long maxCost, RateLimit main) {
        if (!costly) {
            return 1;
        }
        return random.nextInt(40) == 0 ? main.permits() + random.nextInt(3) : random.nextLong(1, maxCost + 1);
    }

    private static long gap(SplittableRandom random, Shape shape, long window, long meanGap, int i) {
        return switch (shape) {
            case POISSON_HALF -> poisson(random, meanGap * 2);
            case POISSON_LIMIT -> poisson(random, meanGap);
            case POISSON_TRIPLE -> poisson(random, meanGap / 3);
            case WINDOW_EDGES -> random.nextInt(8) != 0 ? random.nextLong(3) : window - 1 + random.nextLong(3);
            case ON_OFF -> i % 32 == 31 ? random.nextLong(2 * window) : poisson(random, meanGap / 8);
            case ANY_GAP -> 1L << random.nextInt(64 - Long.numberOfLeadingZeros(window));
        };
    }

    private static long poisson(SplittableRandom random, long mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    @Override
    public String toString() {
        return limits + " " + shape + " seed " + seed + " from " + firstCount + ", " + calls.size() + " calls";
    }
}
