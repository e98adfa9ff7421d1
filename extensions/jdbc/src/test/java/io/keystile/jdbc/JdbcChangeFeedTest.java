package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.NOW;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeed;
import io.keystile.store.LastUse;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a feed of each database receives. The tests receive themselves, so that no other thread is involved. */
@Timeout(120)
class JdbcChangeFeedTest {
    private static final StoreChange ANYTHING = new StoreChange.OfAnything();

    static StoreChange changed(String key) {
        return new StoreChange.OfKey(new KeyId(key));
    }

    /** Returns what one call of the feed passes. */
    static List<StoreChange> receive(ChangeFeed feed) {
        List<StoreChange> heard = new ArrayList<>();
        feed.receive(heard::add);
        return heard;
    }

    /** Returns what the feed passes until it has passed {@code last}. */
    static List<StoreChange> receiveUntil(ChangeFeed feed, StoreChange last) {
        List<StoreChange> heard = new ArrayList<>();
        while (!heard.contains(last)) {
            heard.addAll(receive(feed));
        }
        return heard;
    }

    /** Returns a pool of a database with the keys k1 and k2. */
    private static HikariDataSource poolWithKeys(TestDatabase database) {
        HikariDataSource pool = database.newPool();
        JdbcApiKeyStore.over(pool)
                .write(List.of(
                        new StoreWrite.InsertWorkspace(ACME),
                        new StoreWrite.InsertKey(key("k1")),
                        new StoreWrite.InsertKey(key("k2"))));
        return pool;
    }

    /** Returns a connected feed, which has passed what was written before. */
    private static JdbcChangeFeed connectedFeed(HikariDataSource pool) {
        JdbcChangeFeed feed = JdbcChangeFeed.over(pool);
        assertThat(receive(feed)).startsWith(ANYTHING);
        return feed;
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfChangeIsHeard(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool)) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(key("k3"));
            assertThat(receive(feed)).containsExactly(changed("k3"));
            store.replace(key("k3").withDisabled(true));
            assertThat(receive(feed)).containsExactly(changed("k3"));
            store.write(List.of(new StoreWrite.DeleteKey(new KeyId("k3"), 2)));
            assertThat(receive(feed)).containsExactly(changed("k3"));
            store.replace(ACME.withSuspended(true).next());
            assertThat(receive(feed)).containsExactly(new StoreChange.OfWorkspace("acme"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void lastUsesAndRefusedChangesAreNotHeard(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool)) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.touch(Map.of(new KeyId("k1"), new LastUse(NOW, null)));
            assertThat(store.replace(key("k1").withDisabled(true).withDisabled(false)))
                    .isFalse();
            assertThat(receive(feed)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeThatIsCommittedAfterALaterOneIsHeard(TestDatabase database) throws SQLException {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool);
                Connection slow = pool.getConnection()) {
            slow.setAutoCommit(false);
            storeIn(slow, pool).replace(key("k1").withDisabled(true));
            JdbcApiKeyStore.over(pool).replace(key("k2").withDisabled(true));
            assertThat(receive(feed)).containsExactly(changed("k2"));
            JdbcApiKeyStore.over(pool).insert(key("k3"));
            assertThat(receive(feed)).containsExactly(changed("k3"));

            slow.commit();
            assertThat(receive(feed)).containsExactly(changed("k1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeThatIsRolledBackIsNotHeardAndHidesNoLaterOne(TestDatabase database) throws SQLException {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool);
                Connection undone = pool.getConnection()) {
            undone.setAutoCommit(false);
            storeIn(undone, pool).replace(key("k1").withDisabled(true));
            JdbcApiKeyStore.over(pool).replace(key("k2").withDisabled(true));
            undone.rollback();
            JdbcApiKeyStore.over(pool).insert(key("k3"));

            assertThat(receiveUntil(feed, changed("k3"))).containsExactly(changed("k2"), changed("k3"));
        }
    }

    private static ApiKeyStore storeIn(Connection transaction, HikariDataSource pool) {
        return JdbcApiKeyStore.over(pool, Duration.ofSeconds(5), new Transactions() {
            @Override
            public @Nullable Connection current() {
                return transaction;
            }

            @Override
            public void afterCommit(Runnable action) {}
        });
    }

    @ParameterizedTest
    @EnumSource
    void allNodesHearAllChangesOfConcurrentTransactions(TestDatabase database) throws Exception {
        int writers = 4;
        int changes = 50;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed one = connectedFeed(pool);
                JdbcChangeFeed other = connectedFeed(pool)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String name = "w" + writer + "-";
                tasks.add(threads.submit(() -> {
                    for (int i = 0; i < changes; i++) {
                        JdbcApiKeyStore.over(pool).insert(key(name + i));
                    }
                }));
            }
            List<StoreChange> heardByOne = new ArrayList<>();
            List<StoreChange> heardByOther = new ArrayList<>();
            while (!tasks.stream().allMatch(Future::isDone)) {
                heardByOne.addAll(receive(one));
                heardByOther.addAll(receive(other));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
            heardByOne.addAll(receive(one));
            heardByOther.addAll(receive(other));
            List<StoreChange> expected = IntStream.range(0, writers * changes)
                    .mapToObj(i -> changed("w" + i / changes + "-" + i % changes))
                    .toList();
            assertThat(heardByOne).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(heardByOther).containsExactlyInAnyOrderElementsOf(expected);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedFeedGivesItsConnectionBackAndHearsNothing(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database)) {
            JdbcChangeFeed feed = connectedFeed(pool);
            feed.close();
            feed.close();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThatThrownBy(() -> receive(feed))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("closed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingMigrationIsReported(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database)) {
            if (database == TestDatabase.POSTGRESQL) {
                TestDatabase.execute(pool, "ALTER TABLE keystile_key DISABLE TRIGGER keystile_key_change_told");
            } else {
                TestDatabase.execute(pool, "DROP TABLE keystile_change_count");
            }
            try (JdbcChangeFeed feed = JdbcChangeFeed.over(pool)) {
                assertThatThrownBy(() -> receive(feed))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(
                                database == TestDatabase.POSTGRESQL
                                        ? "V7__changes.sql"
                                        : "check that the tables exist and match this version");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void changesDuringAnOutageAreHeardWithoutReadingEverythingAgain(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool)) {
            TestDatabase.execute(pool, "ALTER TABLE keystile_change_count RENAME TO hidden");
            assertThatThrownBy(() -> receive(feed)).isInstanceOf(StoreException.class);
            JdbcApiKeyStore.over(pool).insert(key("k3"));
            TestDatabase.execute(pool, "ALTER TABLE hidden RENAME TO keystile_change_count");

            assertThat(receive(feed)).containsExactly(changed("k3"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void rowsThatAreDeletedBeforeANodeReadsThemChangeAnything(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed slow = connectedFeed(pool);
                JdbcChangeFeed quick = connectedFeed(pool)) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(key("k3"));
            assertThat(receive(quick)).containsExactly(changed("k3")); // numbers the row
            store.insert(key("k4"));
            purge(pool); // deletes one numbered row and one that no node has seen
            store.insert(key("k5"));

            assertThat(receive(slow)).startsWith(ANYTHING);
            assertThat(receive(quick)).startsWith(ANYTHING);
            store.insert(key("k6"));
            assertThat(receive(slow)).containsExactly(changed("k6"));
            assertThat(receive(quick)).containsExactly(changed("k6"));
        }
    }

    /** Deletes all rows but the newest, which nothing has numbered yet, so that it would not be missed. */
    private static void purge(HikariDataSource pool) {
        Sessions sessions = new Sessions(pool, Duration.ofSeconds(5));
        new ChangeLog(sessions.dialect(), 0).purge(sessions);
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void aRestoredBackupChangesAnything(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool)) {
            TestDatabase.execute(
                    pool, "DELETE FROM keystile_change", "UPDATE keystile_change_count SET number = 0 WHERE id = 1");

            assertThat(receive(feed)).containsExactly(ANYTHING);
            JdbcApiKeyStore.over(pool).insert(key("k3"));
            assertThat(receive(feed)).containsExactly(changed("k3"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void aChangeByHandIsHeardWithARowOfItsOwn(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database);
                JdbcChangeFeed feed = connectedFeed(pool)) {
            TestDatabase.execute(
                    pool,
                    "UPDATE keystile_key SET status = 'REVOKED', version = version + 1 WHERE id = 'k1'",
                    "INSERT INTO keystile_change (what) VALUES ('k:k1')");

            assertThat(receive(feed)).containsExactly(changed("k1"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void transactionsOfTheApplicationDeleteOldRowsAfterTheirCommit(TestDatabase database) throws SQLException {
        try (HikariDataSource pool = poolWithKeys(database);
                Connection connection = pool.getConnection()) {
            AtomicReference<@Nullable Connection> current = new AtomicReference<>(connection);
            List<Runnable> afterCommit = new ArrayList<>();
            ApiKeyStore store = JdbcApiKeyStore.over(pool, Duration.ofSeconds(5), new Transactions() {
                @Override
                public @Nullable Connection current() {
                    return current.get();
                }

                @Override
                public void afterCommit(Runnable action) {
                    afterCommit.add(action);
                }
            });
            makeRowsOld(pool);
            connection.setAutoCommit(false);
            store.insert(key("k3"));
            connection.commit();
            current.set(null);
            afterCommit.forEach(Runnable::run);

            assertThat(oldRows(pool)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void oldRowsAreDeletedAfterOneLargeWrite(TestDatabase database) {
        try (HikariDataSource pool = poolWithKeys(database)) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(key("k3"));
            makeRowsOld(pool);
            store.insert(key("k4"));
            assertThat(oldRows(pool)).isPositive();
            store.write(IntStream.range(0, ChangeLog.ROWS_PER_PURGE)
                    .<StoreWrite>mapToObj(i -> new StoreWrite.InsertKey(key("many" + i)))
                    .toList());

            assertThat(oldRows(pool)).isZero();
        }
    }

    /** Inserts a row with so large an id that all before it are to be deleted. */
    private static void makeRowsOld(HikariDataSource pool) {
        int id = ChangeLog.KEPT + 1_000;
        TestDatabase.execute(pool, "INSERT INTO keystile_change (id, what) VALUES (" + id + ", '*')");
    }

    private static long oldRows(HikariDataSource pool) {
        Sessions sessions = new Sessions(pool, Duration.ofSeconds(5));
        return sessions.readCommitted(
                        "count old changes",
                        session -> session.query(
                                "SELECT COUNT(*) FROM keystile_change WHERE id < 1000", row -> row.getLong(1)))
                .get(0);
    }
}
