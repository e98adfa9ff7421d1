package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.redis.WindowCheck.Call;
import io.keystile.testkit.RedisProcess;
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
 * calls of all of them can be checked together. {@code -Dkeystile.nodes.seconds=60} runs longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeNodesTest {

    private static final int NODES = 3;
    private static final long SECOND = 1_000_000_000;
    private static final double SECONDS = Double.parseDouble(System.getProperty("keystile.nodes.seconds", "2.5"));

    /** In a short run on a loaded machine, one pause of a process at the end costs more than in a long run. */
    private static final double LEAST_OF_EXACT = System.getProperty("keystile.nodes.seconds") == null ? 95 : 99;

    private final RedisProcess server = RedisProcess.start();
    private final List<NodeProcess> nodes = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeAll
    void startNodes() throws Exception {
        for (int i = 0; i < NODES; i++) {
            nodes.add(NodeProcess.start(server.port()));
        }
        System.out.println("| limiter | limit | calls | round trips | most in a window | excess | of exact |");
        System.out.println("|---|---|---|---|---|---|---|");
    }

    @AfterAll
    void stop() {
        nodes.forEach(NodeProcess::close);
        server.close();
    }

    private WindowCheck check(NodeLimiter limiter, long limit) throws Exception {
        run(limiter, limit, 0.3, "warm");
        return run(limiter, limit, SECONDS, "checked");
    }

    private WindowCheck run(NodeLimiter limiter, long limit, double seconds, String name) throws Exception {
        String key = name + "-" + limiter + "-" + limit;
        long start = System.nanoTime() + SECOND / 20;
        for (int i = 0; i < NODES; i++) {
            NodeTraffic traffic = new NodeTraffic(key, limit, 3.0 * limit / NODES, seconds, i, start);
            nodes.get(i).begin(limiter, traffic, folder.resolve(key + i));
        }
        List<Call> calls = new ArrayList<>();
        long roundTrips = 0;
        for (int i = 0; i < NODES; i++) {
            roundTrips += nodes.get(i).await();
            calls.addAll(NodeTraffic.read(folder.resolve(key + i)));
        }
        WindowCheck check = WindowCheck.of(calls, limit, SECOND);
        if (name.equals("checked")) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %,d | %,d | %,d | %.1f %% |%n",
                    limiter,
                    limit,
                    check.tries(),
                    roundTrips,
                    check.most(),
                    check.excess(),
                    check.ofExact());
        }
        return check;
    }

    private static void assertHolds(WindowCheck check, long limit) {
        assertThat(check.excess()).isZero();
        assertThat(check.most()).isLessThanOrEqualTo(limit);
        assertThat(check.ofExact()).isGreaterThanOrEqualTo(LEAST_OF_EXACT);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 1_000, 20_000})
    void sharedLimitHoldsOverAllNodes(long limit) throws Exception {
        assertHolds(check(NodeLimiter.DIRECT, limit), limit);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 20_000})
    void leasedLimitHoldsOverAllNodes(long limit) throws Exception {
        assertHolds(check(NodeLimiter.LEASED, limit), limit);
    }

    @Test
    void tokenBucketIsFoundToGrantMoreThanTheLimit() throws Exception {
        WindowCheck check = check(NodeLimiter.TOKEN_BUCKET, 100);
        assertThat(check.most()).isGreaterThan(120);
        assertThat(check.excess()).isGreaterThan(20);
    }
}
