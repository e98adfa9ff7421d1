package io.keystile.redis;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.WindowCheck.Call;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The seeded calls of one thread of a node: bursts and pauses, on average {@code perSecond} calls of one permit, or as
 * many as the machine can make.
 *
 * @param start the reading of {@link System#nanoTime} at which to begin; all processes of a Linux machine share its
 *     clock
 */
record NodeTraffic(
        String key, long limit, long windowSeconds, double perSecond, double seconds, long seed, long start) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Calls the limiter until the time is up, and returns all calls. */
    List<Call> run(RateLimiter limiter) {
        SplittableRandom random = new SplittableRandom(seed);
        RateLimit rateLimit = RateLimit.of("limit", limit, Duration.ofSeconds(windowSeconds));
        List<RateLimitBucket> buckets = List.of(new RateLimitBucket(key, List.of(rateLimit)));
        long end = start + (long) (seconds * NANOS_PER_SECOND);
        List<Call> calls = new ArrayList<>();
        double next = start;
        double phaseEnds = start;
        boolean busy = random.nextBoolean();
        waitUntil(start);
        while (next < end) {
            if (next >= phaseEnds) {
                busy = !busy;
                phaseEnds = next + random.nextLong(20_000_000, 300_000_000);
                next = busy ? next : phaseEnds;
                continue;
            }
            waitUntil((long) next);
            int burst = random.nextInt(1, (int) Math.max(3, perSecond / 100));
            for (int i = 0; i < burst; i++) {
                long begin = System.nanoTime();
                if (begin >= end) {
                    return calls;
                }
                boolean granted = limiter.tryAcquire(buckets, 1).granted();
                calls.add(new Call(begin, System.nanoTime(), 1, granted));
            }
            next += burst * NANOS_PER_SECOND / (2 * perSecond);
        }
        return calls;
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void write(List<Call> calls, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(calls.size());
            for (Call call : calls) {
                out.writeLong(call.begin());
                out.writeLong(call.end());
                out.writeBoolean(call.granted());
            }
        }
    }

    static List<Call> read(Path file) throws IOException {
        List<Call> calls = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int left = in.readInt(); left > 0; left--) {
                calls.add(new Call(in.readLong(), in.readLong(), 1, in.readBoolean()));
            }
        }
        return calls;
    }
}
