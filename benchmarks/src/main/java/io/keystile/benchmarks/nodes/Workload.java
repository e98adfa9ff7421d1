package io.keystile.benchmarks.nodes;

import io.keystile.benchmarks.Zipf;
import io.keystile.benchmarks.ratelimit.Outcome;
import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.RedisProcess;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A server of its own, a node that is connected to it, and calls that all have the same outcome. They are spread over
 * the keys by Zipf's law. Thread-safe.
 */
final class Workload implements AutoCloseable {
    /** So many permits in each second that every call is admitted, while each keeps leaving and entering the window. */
    private static final RateLimit VAST = RateLimit.perSecond(RateLimit.MAX_PERMITS);

    /** Used up before the first measured call. */
    private static final RateLimit SPENT = RateLimit.perDay(100);

    private static final int DRAWS = 1 << 16;
    private static final long SEED = 42;

    private final RedisProcess server = RedisProcess.start();
    private final Outcome outcome;
    private final Contender contender;
    private final int[] draws;

    /** Starts and connects everything, and calls each key once. */
    Workload(Implementation implementation, int keys, Outcome outcome) {
        this.outcome = outcome;
        RateLimit limit = outcome == Outcome.admit ? VAST : SPENT;
        contender = implementation.on(server.port(), keys, limit);
        Zipf popularity = new Zipf(keys);
        Random random = new Random(SEED);
        draws = IntStream.range(0, DRAWS).map(i -> popularity.draw(random)).toArray();
        IntStream.range(0, keys).parallel().forEach(key -> {
            if (outcome == Outcome.deny) {
                require(Outcome.admit, contender.acquire(key, (int) limit.permits()));
            }
            require(outcome, contender.acquire(key, 1));
        });
    }

    /** Returns the server's port. */
    int port() {
        return server.port();
    }

    /**
     * Makes a call, and returns the limiter's own result.
     *
     * @param position the position in the sequence of calls, which repeats
     * @throws IllegalStateException if the call has another outcome
     */
    Object call(int position) {
        return require(outcome, contender.acquire(draws[position & (DRAWS - 1)], 1));
    }

    private Object require(Outcome expected, Object result) {
        if (contender.admitted(result) != (expected == Outcome.admit)) {
            throw new IllegalStateException("Expected " + expected + ", got " + result);
        }
        return result;
    }

    @Override
    public void close() {
        contender.close();
        server.close();
    }
}
