package io.keystile.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Calls on one bucket, told by the gap before each and what it costs. */
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

    /** A shape of traffic against the limits, the same for the same seed. */
    static Traffic of(List<RateLimit> limits, Shape shape, boolean costly, int length, long seed, int firstCount) {
        SplittableRandom random = new SplittableRandom(seed);
        RateLimit main = limits.get(random.nextInt(limits.size()));
        List<Call> calls = new ArrayList<>();
        long most = costly ? Math.max(2, main.permits() / 4) : 1;
        long usual = main.windowNanos() / main.permits() * ((most + 1) / 2);
        for (int i = 0; i < length; i++) {
            calls.add(new Call(gap(random, shape, main.windowNanos(), usual, i), cost(random, costly, most, main)));
        }
        return new Traffic(limits, shape, seed, firstCount, calls);
    }

    private static long cost(SplittableRandom random, boolean costly, long most, RateLimit main) {
        if (!costly) {
            return 1;
        }
        return random.nextInt(40) == 0 ? main.permits() + random.nextInt(3) : random.nextLong(1, most + 1);
    }

    private static long gap(SplittableRandom random, Shape shape, long window, long usual, int i) {
        return switch (shape) {
            case POISSON_HALF -> poisson(random, usual * 2);
            case POISSON_LIMIT -> poisson(random, usual);
            case POISSON_TRIPLE -> poisson(random, usual / 3);
            case WINDOW_EDGES -> random.nextInt(8) != 0 ? random.nextLong(3) : window - 1 + random.nextLong(3);
            case ON_OFF -> i % 32 == 31 ? random.nextLong(2 * window) : poisson(random, usual / 8);
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
