package io.keystile.benchmarks.nodes;

import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The calls that a limiter admitted to three nodes with two threads each, all on one key with a limit per second.
 *
 * @param implementation the limiter
 * @param permits the limit per second
 * @param calls the calls that were made, about three times as many as the limit
 * @param admitted the calls that were admitted
 * @param mostInWindow the most admitted calls that lie wholly within a half-open interval of one second
 * @param overAdmissions the part of {@code mostInWindow} that exceeds the limit
 */
record SharedAccuracy(
        Implementation implementation,
        long permits,
        long calls,
        long admitted,
        long mostInWindow,
        long overAdmissions) {
    static final String HEADING = """
            | limiter | limit | calls | admitted | most in a window | over |
            |---|---|---|---|---|---|""";

    private static final int NODES = 3;
    private static final int THREADS = 2 * NODES;
    private static final int LOAD = 3;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** An admitted call, in nanoseconds of one clock. */
    record Admission(long begin, long end) {}

    /** The calls of one thread. */
    private record Log(long calls, List<Admission> admissions) {}

    static SharedAccuracy of(Implementation implementation, long permits, int seconds, long seed) {
        RateLimit limit = RateLimit.perSecond(permits);
        try (RedisProcess redis = RedisProcess.start()) {
            List<Contender> nodes = IntStream.range(0, NODES)
                    .mapToObj(node -> implementation.on(redis.port(), 1, limit))
                    .toList();
            long end = System.nanoTime() + seconds * SECOND;
            List<Log> logs = Callers.run(
                    THREADS,
                    thread -> callInBursts(nodes.get(thread % NODES), permits, new Random(seed + thread), end));
            nodes.forEach(Contender::close);
            List<Admission> admissions =
                    logs.stream().flatMap(log -> log.admissions().stream()).toList();
            long most = mostInWindow(admissions, SECOND);
            return new SharedAccuracy(
                    implementation,
                    permits,
                    logs.stream().mapToLong(Log::calls).sum(),
                    admissions.size(),
                    most,
                    Math.max(0, most - permits));
        }
    }

    /** Makes bursts of calls of up to half the limit, with pauses in between, until {@code end}. */
    private static Log callInBursts(Contender contender, long permits, Random random, long end) {
        long calls = 0;
        List<Admission> admissions = new ArrayList<>();
        long nanosPerCall = SECOND * THREADS / (LOAD * permits);
        long due = System.nanoTime();
        while (System.nanoTime() - end < 0) {
            int burst = 1 + random.nextInt((int) permits / 2);
            for (int i = 0; i < burst; i++) {
                long begin = System.nanoTime();
                boolean admitted = contender.admitted(contender.acquire(0, 1));
                long ended = System.nanoTime();
                calls++;
                if (admitted) {
                    admissions.add(new Admission(begin, ended));
                }
            }
            // Half to one and a half times the time in which so many calls are due.
            due += (long) (burst * nanosPerCall * (0.5 + random.nextDouble()));
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        return new Log(calls, admissions);
    }

    /** Returns the most calls that lie wholly within a half-open interval of the given length. */
    static long mostInWindow(List<Admission> admissions, long window) {
        List<Admission> byBegin = admissions.stream()
                .sorted(Comparator.comparingLong(Admission::begin))
                .toList();
        long most = 0;
        for (int first = 0; first < byBegin.size(); first++) {
            long end = byBegin.get(first).begin() + window;
            long within = 0;
            for (int i = first; i < byBegin.size() && byBegin.get(i).begin() - end < 0; i++) {
                if (byBegin.get(i).end() - end < 0) {
                    within++;
                }
            }
            most = Math.max(most, within);
        }
        return most;
    }

    /** Returns a row of the table in Markdown. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %,d | %,d | %,d | %,d | %,d |",
                implementation,
                permits,
                calls,
                admitted,
                mostInWindow,
                overAdmissions);
    }
}
