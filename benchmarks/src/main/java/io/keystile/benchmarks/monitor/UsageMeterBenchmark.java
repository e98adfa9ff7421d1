package io.keystile.benchmarks.monitor;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.CredentialSource;
import io.keystile.Decision;
import io.keystile.RequestDetails;
import io.keystile.benchmarks.Zipf;
import io.keystile.key.KeyId;
import io.keystile.model.PermissionSet;
import io.keystile.monitoring.usage.KeyUsage;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How long does it take to count one granted call of a known key?
 *
 * <p>The events are created beforehand. With several keys, calls are spread over them by Zipf's law. The trial fails
 * unless the meter has counted the calls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class UsageMeterBenchmark {
    private static final int EVENTS = 1 << 16;

    /** The number of keys in use. */
    @Param({"1", "10000"})
    int keys;

    private UsageMeter meter;
    private AuthEvent[] events;

    /** A thread's position in the sequence of events. */
    @State(Scope.Thread)
    public static class Position {
        private int next;

        /** Starts each thread at another position. */
        @Setup
        public void spread(ThreadParams threads) {
            next = threads.getThreadIndex() * 10_007;
        }
    }

    /** Creates the events and counts one call of every key, so that the meter knows all of them. */
    @Setup
    public void prepare() {
        meter = new UsageMeter();
        Instant now = Instant.now();
        List<AuthEvent> perKey =
                IntStream.range(0, keys).mapToObj(key -> event(key, now)).toList();
        perKey.forEach(meter::onDecision);
        Zipf popularity = new Zipf(keys);
        Random random = new Random(42);
        events = new AuthEvent[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            events[i] = perKey.get(popularity.draw(random));
        }
    }

    private static AuthEvent event(int number, Instant time) {
        KeyId key = new KeyId("key" + number);
        ApiKeyPrincipal caller =
                new ApiKeyPrincipal(key, key, "benchmark", "acme", "live", "free", PermissionSet.NONE, Map.of());
        RateLimitResult limits =
                RateLimitResult.granted(List.of(new Quota("key:one", RateLimit.perMinute(100), 50, 1, false)));
        return new AuthEvent(
                time,
                new Decision.Granted(caller, CredentialSource.BEARER, limits),
                caller,
                IpAddress.parse("10.0." + (number >> 8 & 0xff) + "." + (number & 0xff)),
                new RequestDetails("GET", "/flows/f1", "client/1.0"),
                700);
    }

    /** Fails unless the most popular key was counted by the benchmark too, not only by {@link #prepare}. */
    @TearDown
    public void check() {
        KeyUsage usage = meter.usage(new KeyId("key0")).orElseThrow();
        if (usage.totals().getOrDefault(UsageOutcome.GRANTED, 0L) < 2) {
            throw new IllegalStateException("The meter did not count the calls: " + usage);
        }
    }

    /** Counts one call. */
    @Benchmark
    public void count(Position position) {
        meter.onDecision(events[position.next++ & EVENTS - 1]);
    }
}
