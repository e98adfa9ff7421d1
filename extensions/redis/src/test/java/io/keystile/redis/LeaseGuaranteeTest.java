package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.redis.LeaseTimeline.Fault;
import io.keystile.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leases at the instants that matter: the last use, the end of the 64th, and the return of its permits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaseGuaranteeTest {

    private static final long LIMIT = LeaseTimeline.LIMIT;

    /** A first call of 100 permits leases so many. */
    private static final long LEASED = 30;

    private final RedisProcess server = RedisProcess.start();
    private final TestRedis redis = TestRedis.lettuce(server);

    @AfterAll
    void stop() {
        redis.close();
        server.close();
    }

    private LeaseTimeline timeline() {
        return new LeaseTimeline(redis, 1, 0);
    }

    /** The permits count until one window after the last instant at which a node uses them. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 0, 0",
        "1, 0, 0, 0, 10000",
        "1, 0, 0, 3000, 6000",
        "3600, 0, 0, 2000000, 9000000",
        "3600, -500, 500, 0, 0",
        "3600, 500, -500, 0, 0",
        "3600, -500, 500, 2000000, 9000000"
    })
    void permitThatIsUsedAtTheEndOfItsLeaseCountsForAWindow(
            long seconds, long nodePpm, long serverPpm, long requestMicros, long replyMicros) {
        LeaseTimeline time = new LeaseTimeline(redis, seconds, serverPpm);
        LeaseTimeline.Node node = time.new Node(nodePpm, true);
        node.requestNanos = requestMicros * 1_000;
        node.replyNanos = replyMicros * 1_000;
        time.advanceTo(seconds * 1_000);
        long stamp = time.stamp();
        node.call(100);

        long lastUse = stamp - requestMicros * 1_001 / 1_000 - (stamp - seconds * 1_000) / 400;
        time.advanceTo(lastUse);
        assertThat(node.call(1)).isTrue();
        assertThat(node.lastWasLeased).isTrue();
        time.advanceTo(stamp + 1);
        node.call(1);

        time.advanceTo(lastUse + time.windowMicros() - 1);
        long before = time.drain();
        time.advanceTo(stamp + time.windowMicros());
        long after = time.drain();
        assertThat(time.excess()).isZero();
        assertThat(before).isPositive();
        assertThat(after).isEqualTo(100 + 1);
    }

    @Test
    void permitsAreGivenBackAtMostOnceIfTheReplyIsLost() {
        LeaseTimeline time = timeline();
        LeaseTimeline.Node node = time.new Node(0, true);
        node.call(100);
        assertThat(time.drain()).isEqualTo(LIMIT - 100 - LEASED);

        node.nextFault = Fault.REPLY_LOST;
        assertThat(node.call(LEASED + 1)).isFalse();
        assertThat(time.drain()).isEqualTo(LEASED);
        assertThat(node.call(LEASED + 1)).isFalse();

        assertThat(time.drain()).isZero();
        assertThat(time.excess()).isZero();
    }

    @Test
    void permitsAreLostForAWindowIfTheRequestThatGivesThemBackIsLost() {
        LeaseTimeline time = timeline();
        LeaseTimeline.Node node = time.new Node(0, true);
        long stamp = time.stamp();
        node.call(100);

        node.nextFault = Fault.REQUEST_LOST;
        node.call(LEASED + 1);
        node.call(LIMIT);
        assertThat(time.drain()).isEqualTo(LIMIT - 100 - LEASED);

        time.advanceTo(stamp + time.windowMicros());
        assertThat(time.drain()).isEqualTo(LIMIT);
    }

    @Test
    void permitsAreGivenBackLaterIfTheRequestWasNotSent() {
        LeaseTimeline time = timeline();
        LeaseTimeline.Node node = time.new Node(0, true);
        node.call(100);

        node.nextFault = Fault.NOT_SENT;
        node.call(LEASED + 1);
        node.call(LIMIT);

        assertThat(time.drain()).isEqualTo(LIMIT - 100);
        assertThat(time.excess()).isZero();
    }

    /** Of 800 permits left, m nodes hold at most 800 (1 - (15/16)^m), however much they want. */
    @Test
    void nodesHoldASixteenthEachOfWhatIsLeft() {
        LeaseTimeline time = timeline();
        for (int i = 0; i < 3; i++) {
            time.new Node(0, true).call(200);
        }

        long held = LIMIT - 3 * 200 - time.drain();

        assertThat(held).isEqualTo(800 / 16 + 550 / 16 + 316 / 16);
        assertThat(held * 16 * 16 * 16).isLessThanOrEqualTo(800 * (16 * 16 * 16 - 15 * 15 * 15));
    }

    @Test
    void permitsOfANodeThatStopsComeBackOneWindowAfterTheir64th() {
        LeaseTimeline time = timeline();
        long stamp = time.stamp();
        time.new Node(0, true).call(100);
        assertThat(time.drain()).isEqualTo(LIMIT - 100 - LEASED);

        time.advanceTo(stamp + time.windowMicros() - 1);
        assertThat(time.drain()).isZero();
        time.advanceTo(stamp + time.windowMicros());
        assertThat(time.drain()).isEqualTo(LIMIT);
        assertThat(time.excess()).isZero();
    }

    @Test
    void unusedPermitsComeBackWithTheNextRequestOfTheNode() {
        LeaseTimeline time = timeline();
        LeaseTimeline.Node node = time.new Node(0, true);
        long stamp = time.stamp();
        node.call(100);
        time.drain();

        time.advanceTo(stamp);
        while (node.call(1)) {}

        assertThat(time.granted()).isEqualTo(LIMIT);
        assertThat(time.excess()).isZero();
    }

    @Test
    void threadsOfANodeAreGrantedTheLimitExactly() throws Exception {
        LeaseTimeline time = timeline();
        LeaseTimeline.Node node = time.new Node(0, true);
        int threads = 8;
        long granted = 0;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> callUntilDenied(node)));
            }
            for (Future<Long> each : running) {
                granted += each.get();
            }
        } finally {
            executor.shutdownNow();
        }

        time.advanceTo(time.windowMicros() / 100);
        granted += callUntilDenied(node);

        assertThat(granted).isEqualTo(LIMIT);
        assertThat(time.drain()).isZero();
    }

    private static long callUntilDenied(LeaseTimeline.Node node) {
        long granted = 0;
        while (node.callUnrecorded()) {
            granted++;
        }
        return granted;
    }
}
