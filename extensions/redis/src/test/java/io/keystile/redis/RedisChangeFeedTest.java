package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.key.KeyId;
import io.keystile.redis.TestNode.Clock;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreChange.OfAnything;
import io.keystile.store.StoreChange.OfKey;
import io.keystile.store.StoreChange.OfWorkspace;
import io.keystile.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedisChangeFeedTest {
    private static final RedisProcess SERVER = RedisProcess.start();
    private static final StoreChange ANYTHING = new OfAnything();
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final String STREAM = "ks1:changes";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Clock clock = new Clock();
    private final TestRedis redis = connect(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        redis.send("FLUSHALL");
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestRedis connect(RedisProcess server) {
        TestRedis connection = TestRedis.lettuce(server);
        open.add(connection);
        return connection;
    }

    private RedisChangeFeed feed(RedisProcess server) {
        return new RedisChangeFeed(connect(server), connect(server), STREAM, WAIT, clock);
    }

    /** Returns a feed that has taken its position. */
    private RedisChangeFeed connectedFeed() {
        RedisChangeFeed feed = feed(SERVER);
        assertThat(receive(feed)).containsExactly(ANYTHING);
        return feed;
    }

    private static List<StoreChange> receive(RedisChangeFeed feed) {
        List<StoreChange> changes = new ArrayList<>();
        feed.receive(changes::add);
        return changes;
    }

    /** Receives until the feed is connected again, and returns all that was received. */
    private static List<StoreChange> receiveAfterFailures(RedisChangeFeed feed) {
        List<StoreChange> changes = new ArrayList<>();
        while (true) {
            try {
                feed.receive(changes::add);
                return changes;
            } catch (RedisCallException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static OfKey key(int number) {
        return new OfKey(new KeyId("key" + number));
    }

    private String lastId() {
        List<?> entries = (List<?>) Objects.requireNonNull(redis.send("XREVRANGE", STREAM, "+", "-", "COUNT", "1"));
        return text(((List<?>) Objects.requireNonNull(entries.get(0))).get(0));
    }

    private static String text(@Nullable Object bytes) {
        return new String((byte[]) Objects.requireNonNull(bytes), StandardCharsets.UTF_8);
    }

    @Test
    void anotherNodeReceivesEachChangeOnceAndInOrder() {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();
        List<StoreChange> changes = List.of(key(1), new OfWorkspace("acme"), key(2));

        one.publish(changes);
        one.publish(List.of(key(1)));

        List<StoreChange> received = new ArrayList<>(receive(other));
        while (received.size() < 3) {
            received.addAll(receive(other));
        }
        assertThat(received).startsWith(key(1), new OfWorkspace("acme"), key(2)).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void changesOfABatchShareEntries() {
        RedisChangeFeed feed = feed(SERVER);
        List<StoreChange> changes = IntStream.range(0, 250)
                .<StoreChange>mapToObj(RedisChangeFeedTest::key)
                .toList();
        RedisChangeFeed other = connectedFeed();

        feed.publish(changes);

        assertThat(redis.send("XLEN", STREAM)).isEqualTo(1L + 3);
        assertThat(receive(other)).containsExactlyElementsOf(changes);
    }

    @Test
    void changesBeforeTheFirstPositionAreOfAnything() {
        feed(SERVER).publish(List.of(key(1)));
        RedisChangeFeed late = feed(SERVER);

        assertThat(receive(late)).containsExactly(ANYTHING);
        assertThat(receive(late)).isEmpty();
    }

    @Test
    void changeOfAnythingStandsForAllOthersOfItsBatch() {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();

        one.publish(List.of(key(1), ANYTHING, key(2)));

        assertThat(receive(other)).containsExactly(ANYTHING);
    }

    @Test
    void streamKeepsAboutTenThousandEntries() {
        redis.send("EVAL", "for i = 1, 15000 do redis.call('XADD', KEYS[1], '*', 'c', '-') end", "1", STREAM);

        feed(SERVER).publish(List.of(key(1)));

        assertThat((Long) redis.send("XLEN", STREAM)).isBetween(10_000L, 10_200L);
    }

    @Test
    void streamTrimmedBeyondThePositionMeansAnything() {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();
        one.publish(List.of(key(1)));
        one.publish(List.of(key(2)));

        redis.send("XTRIM", STREAM, "MAXLEN", "1");

        assertThat(receive(other)).containsExactly(key(2), ANYTHING);
        one.publish(List.of(key(3)));
        assertThat(receive(other)).containsExactly(key(3));
    }

    @Test
    void streamTrimmedUpToThePositionLosesNothing() {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();
        one.publish(List.of(key(1)));
        one.publish(List.of(key(2)));

        redis.send("XTRIM", STREAM, "MAXLEN", "3");

        assertThat(receive(other)).containsExactly(key(1), key(2));
    }

    @Test
    void lostStreamMeansAnythingAlsoWhileNothingIsSaid() {
        RedisChangeFeed feed = connectedFeed();

        redis.send("FLUSHALL");

        assertThat(receive(feed)).containsExactly(ANYTHING);
        assertThat(receive(feed)).isEmpty();
    }

    /** As after a failover to a server whose clock is behind and that lost the last entries. */
    @Test
    void streamThatBeginsAnewWithEarlierIdsMeansAnything() {
        RedisChangeFeed feed = connectedFeed();
        redis.send("DEL", STREAM);
        redis.send("XADD", STREAM, "1-1", "c", "k:key1");

        assertThat(receive(feed)).containsExactly(ANYTHING);
    }

    /** The server gives the next ids, so a lost entry's successor looks as if it followed the position. */
    @Test
    void lostEntriesMeanAnythingAlsoIfLaterOnesFollow() {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();
        redis.send("XDEL", STREAM, lastId());

        one.publish(List.of(key(2)));

        assertThat(receive(other)).containsExactly(key(2), ANYTHING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void brokenConnectionLosesNothing(int times) {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();
        List<StoreChange> received = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            redis.send("CLIENT", "KILL", "TYPE", "normal");
            publishAfterFailures(one, key(i));
            received.addAll(receiveAfterFailures(other));
        }

        assertThat(received)
                .contains(IntStream.range(0, times)
                        .mapToObj(RedisChangeFeedTest::key)
                        .toArray(StoreChange[]::new))
                .doesNotContain(ANYTHING);
    }

    private static void publishAfterFailures(RedisChangeFeed feed, StoreChange change) {
        while (true) {
            try {
                feed.publish(List.of(change));
                return;
            } catch (RedisCallException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void restartedEmptyServerMeansAnything() {
        RedisProcess server = RedisProcess.start();
        open.add(server);
        // A reader that waited for changes first would not end in time.
        RedisChangeFeed feed =
                new RedisChangeFeed(connect(server), connect(server), STREAM, Duration.ofHours(1), clock);
        assertThat(receive(feed)).containsExactly(ANYTHING);

        server.kill();
        assertThatExceptionOfType(RedisCallException.class).isThrownBy(() -> receive(feed));
        server.restart();

        assertThat(receiveAfterFailures(feed)).containsExactly(ANYTHING);
    }

    @Test
    void serverRestartedWithItsDataLosesNothing() {
        RedisProcess server = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        open.add(server);
        RedisChangeFeed one = feed(server);
        RedisChangeFeed other = feed(server);
        assertThat(receive(other)).containsExactly(ANYTHING);
        one.publish(List.of(key(1)));

        server.kill();
        server.restart();

        assertThat(receiveAfterFailures(other)).containsExactly(key(1));
    }

    @Test
    void ownChangesOfTheLastHalfMinuteAreAddedOnceMoreAfterAnOutage() {
        RedisChangeFeed node = connectedFeed();
        node.publish(List.of(key(1)));
        clock.advanceSeconds(20);
        node.publish(List.of(key(2)));
        clock.advanceSeconds(11);
        RedisChangeFeed other = connectedFeed();

        redis.send("FLUSHALL"); // as a failover that lost the last entries
        assertThat(receive(node)).contains(ANYTHING);
        receive(node);

        assertThat(receive(other)).contains(key(2)).doesNotContain(key(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "k",
                "k:",
                "k:not an id",
                "k:ü",
                "K:key1",
                "k:0123456789012345678901234567890123456789a",
                "\u0000"
            })
    void malformedEntryMeansAnythingAndStopsNothing(String value) {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();

        redis.send("XADD", STREAM, "*", "c", value);
        assertThat(receive(other)).containsExactly(ANYTHING);
        one.publish(List.of(key(1)));
        assertThat(receive(other)).containsExactly(key(1));
    }

    @Test
    void foreignEntriesMeanAnythingAndStopNothing() {
        RedisChangeFeed one = feed(SERVER);
        RedisChangeFeed other = connectedFeed();

        redis.send("XADD", STREAM, "*", "other", "k:key1");
        redis.send("XADD", STREAM, "*", "c", "w:" + "x".repeat(100_000));
        one.publish(List.of(key(1)));

        assertThat(receive(other)).contains(ANYTHING);
        one.publish(List.of(key(2)));
        assertThat(receive(other)).containsExactly(key(2));
    }

    @Test
    void keyOfAnotherTypeIsAFailure() {
        redis.send("SET", STREAM, "x");

        assertThatExceptionOfType(RedisCallException.class)
                .isThrownBy(() -> receive(feed(SERVER)))
                .withMessageContaining("WRONGTYPE");
    }

    @Test
    void applicationsOnOneServerDoNotHearEachOther() {
        RedisChangeFeed flows = RedisChangeFeed.over(connect(SERVER), connect(SERVER), "flows");
        RedisChangeFeed billing = RedisChangeFeed.over(connect(SERVER), connect(SERVER), "billing");
        RedisChangeFeed unnamed = connectedFeed();
        receive(flows);
        receive(billing);

        flows.publish(List.of(key(1)));

        assertThat(receive(flows)).containsExactly(key(1));
        assertThat(receive(billing)).isEmpty();
        assertThat(receive(unnamed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "{a}", "-a", "ü", "a\n"})
    void malformedApplicationIsRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisChangeFeed.over(redis, redis, name))
                .withMessageContaining("give 1 to 64 characters");
    }

    @Test
    void userWithThreeCommandsSuffices() {
        redis.send("ACL", "SETUSER", "node", "on", ">secret", "~ks1:*", "-@all", "+xadd", "+xread", "+xrange");
        RedisClient client = RedisClient.create("redis://node:secret@127.0.0.1:" + SERVER.port());
        client.setOptions(LettuceRedis.clientOptions().build());
        open.add(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(5)));
        RedisChangeFeed feed =
                RedisChangeFeed.over(LettuceRedis.of(client.connect()), LettuceRedis.of(client.connect()));

        assertThat(receive(feed)).containsExactly(ANYTHING);
        feed.publish(List.of(key(1)));
        assertThat(receive(feed)).containsExactly(key(1));
    }

    @Test
    void recentChangesAreBounded() {
        RecentChanges recent = new RecentChanges(clock);
        recent.add(IntStream.range(0, 10_000)
                .<StoreChange>mapToObj(RedisChangeFeedTest::key)
                .toList());
        assertThat(recent.all()).hasSize(10_000);

        recent.add(List.of(new OfWorkspace("acme")));

        assertThat(recent.all()).containsExactly(ANYTHING);
        clock.advanceSeconds(31);
        assertThat(recent.all()).isEmpty();
    }
}
