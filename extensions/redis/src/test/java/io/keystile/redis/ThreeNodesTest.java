package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.keystile.redis.WindowCheck.Call;
import io.keystile.testkit.RedisProcess;
import io.keystile.testkit.RedisProcess.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three processes make calls at three times the limit, in bursts with pauses. All processes read one clock, so that the
 * calls of all of them can be checked together.
 *
 * <p>A limit is only tested if it is reached. So a slow machine runs again with a window twice as long, up to 16 s; but
 * up to 2 s for 20,000 permits in a short run, which may be skipped and says so. {@code -Dkeystile.nodes.seconds=6}
 * runs longer, and asks for more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeNodesTest {

    private static final int NODES = 3;
    private static final long SECOND = 1_000_000_000;
    private static final boolean LONG = System.getProperty("keystile.nodes.seconds") != null;
    private static final double SECONDS = Double.parseDouble(System.getProperty("keystile.nodes.seconds", "1.5"));
    private static final double WINDOWS = LONG ? 2.5 : 1.25;
    private static final long MANY = 20_000;

    private RedisProcess server;
    private final List<NodeProcess> nodes = new ArrayList<>();

    @TempDir
    static Path folder;

    Program program() {
        return Program.REDIS_7_0;
    }

    private record Run(long limit, long window, List<Call> calls, long roundTrips, WindowCheck check) {

        boolean reachedLimit() {
            return check.admitted() < check.tries();
        }

        /**
         * Returns the least that the server must grant to these calls. A permit comes back up to a 64th of the window
         * late if the limit has more than 128, and a call is decided between its begin and its end. So the k-th call
         * that is granted comes no later than in an exact log with a window that is longer by all that. The server's
         * clock may be slower than that of the nodes by a thousandth.
         */
        long least() {
            long longest = calls.stream()
                    .mapToLong(call -> call.end() - call.begin())
                    .max()
                    .orElse(0);
            long late = limit > 128 ? window / 64 : 0;
            return WindowCheck.exact(calls, limit, window + late + window / 1_000 + longest);
        }
    }

    @BeforeAll
    void startNodes() throws Exception {
        server = RedisProcess.start(program());
        for (int i = 0; i < NODES; i++) {
            nodes.add(NodeProcess.start(server.port()));
        }
        run(NodeLimiter.LEASED, MANY, 1, 0.3, "warm");
        run(NodeLimiter.DIRECT, MANY, 1, 0.3, "warm");
        System.out.println("| limiter | limit | window | calls | round trips | most in a window | excess | of exact |");
        System.out.println("|---|---|---|---|---|---|---|---|");
    }

    @AfterAll
    void stop() {
        nodes.forEach(NodeProcess::close);
        server.close();
    }

    private Run run(NodeLimiter limiter, long limit) throws Exception {
        long longest = !LONG && limit == MANY ? 2 : 16;
        long window = 1;
        Run run = run(limiter, limit, window, SECONDS, "checked");
        while (!run.reachedLimit() && window < longest) {
            window *= 2;
            run = run(limiter, limit, window, Math.max(SECONDS, WINDOWS * window), "checked");
        }
        WindowCheck check = run.check();
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %d s | %,d | %,d | %,d | %,d | %s |%n",
                limiter,
                limit,
                window,
                check.tries(),
                run.roundTrips(),
                check.most(),
                check.excess(),
                run.reachedLimit()
                        ? String.format(Locale.ROOT, "%.1f %%", check.ofExact())
                        : "did not reach its limit");
        return run;
    }

    private Run run(NodeLimiter limiter, long limit, long windowSeconds, double seconds, String name) throws Exception {
        String key = name + "-" + limiter + "-" + limit;
        double perSecond = 3.0 * limit / windowSeconds / NODES;
        long start = System.nanoTime() + SECOND / 20;
        for (int i = 0; i < NODES; i++) {
            NodeTraffic traffic = new NodeTraffic(key, limit, windowSeconds, perSecond, seconds, i, start);
            nodes.get(i).begin(limiter, traffic, folder.resolve(key + i));
        }
        List<Call> calls = new ArrayList<>();
        long roundTrips = 0;
        for (int i = 0; i < NODES; i++) {
            roundTrips += nodes.get(i).await();
            calls.addAll(NodeTraffic.read(folder.resolve(key + i)));
        }
        long window = windowSeconds * SECOND;
        return new Run(limit, window, calls, roundTrips, WindowCheck.of(calls, limit, window));
    }

    private static void assertHolds(Run run) {
        assertThat(run.check().excess()).isZero();
        assertThat(run.check().most()).isLessThanOrEqualTo(run.limit());
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 1_000, MANY})
    void sharedLimitHoldsOverAllNodes(long limit) throws Exception {
        Run run = run(NodeLimiter.DIRECT, limit);
        assertHolds(run);
        if (!LONG && limit == MANY) {
            assumeThat(run.reachedLimit()).as("reached its limit").isTrue();
        }
        assertThat(run.reachedLimit()).as("reached its limit").isTrue();
        assertThat(run.check().admitted()).isGreaterThanOrEqualTo(run.least());
        if (LONG) {
            // A limit of more than 128 that is never left alone loses one part of 65 to permits that come back late.
            assertThat(run.check().ofExact()).isGreaterThanOrEqualTo(limit > 128 ? 98 : 99);
        }
    }

    /** Nodes hold permits that they do not use. */
    @ParameterizedTest
    @ValueSource(longs = {1_000, MANY})
    void leasedLimitHoldsOverAllNodes(long limit) throws Exception {
        Run run = run(NodeLimiter.LEASED, limit);
        assertHolds(run);
        assertThat(run.reachedLimit()).as("reached its limit").isTrue();
        assertThat(run.check().admitted()).isGreaterThanOrEqualTo(run.least() * 95 / 100);
        if (LONG) {
            assertThat(run.check().ofExact()).isGreaterThanOrEqualTo(99);
        }
    }

    @Test
    void tokenBucketIsFoundToGrantMoreThanTheLimit() throws Exception {
        Run run = run(NodeLimiter.TOKEN_BUCKET, 100);
        assertThat(run.check().most()).isGreaterThan(120);
        assertThat(run.check().excess()).isGreaterThan(20);
    }
}
