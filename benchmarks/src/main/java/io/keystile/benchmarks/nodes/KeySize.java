package io.keystile.benchmarks.nodes;

import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.RedisProcess;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The memory that a server keeps for one key whose limit is used up by calls spread over the window.
 *
 * @param implementation the limiter
 * @param permits the limit per window
 * @param admitted the calls that were admitted in the window; less than {@code permits} if the node was too slow
 * @param bytesPerKey bytes of the server, including names and all overhead, as the server states them
 */
record KeySize(Implementation implementation, long permits, long admitted, long bytesPerKey) {
    static final String HEADING = """
            | limiter | limit | admitted | bytes per key |
            |---|---|---|---|""";

    private static final int THREADS = 8;

    static KeySize of(Implementation implementation, long permits, Duration window) {
        try (RedisProcess redis = RedisProcess.start();
                Contender contender = implementation.on(redis.port(), 1, RateLimit.of("window", permits, window));
                ServerFigures server = new ServerFigures(redis.port())) {
            long start = System.nanoTime();
            AtomicLong calls = new AtomicLong();
            AtomicLong admitted = new AtomicLong();
            Callers.run(THREADS, thread -> {
                for (long call = calls.getAndIncrement(); call < permits; call = calls.getAndIncrement()) {
                    long due = start + window.toNanos() / permits * call;
                    while (System.nanoTime() - due < 0) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    if (System.nanoTime() - start >= window.toNanos()) {
                        break;
                    }
                    if (contender.admitted(contender.acquire(0, 1))) {
                        admitted.getAndIncrement();
                    }
                }
                return thread;
            });
            return new KeySize(implementation, permits, admitted.get(), server.bytes());
        }
    }

    /** Returns a row of the table in Markdown. */
    String row() {
        return String.format(Locale.ROOT, "| `%s` | %,d | %,d | %,d |", implementation, permits, admitted, bytesPerKey);
    }
}
