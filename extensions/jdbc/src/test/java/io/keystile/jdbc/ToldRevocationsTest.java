package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.admin.IssuedKey;
import io.keystile.key.KeyId;
import io.keystile.store.ChangeFeedStats;
import io.keystile.store.FollowingApiKeyStore;
import io.keystile.store.StoreChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Revocations on one node that another one obeys, over PostgreSQL. The clock of the nodes' caches stands still. */
@Timeout(120)
class ToldRevocationsTest {
    private static final int REVOCATIONS = Integer.getInteger("keystile.revocations", 200);
    private static final int DURING_OUTAGES = 100;
    private static final String FEED = "feed";

    private final HikariDataSource pool = TestDatabase.POSTGRESQL.newPool();
    private final DataSource direct = connectionsOfTheFeed(pool.getJdbcUrl());
    private final FollowingApiKeyStore storeOfA =
            FollowingApiKeyStore.over(JdbcApiKeyStore.over(pool), JdbcChangeFeed.over(pool, direct));
    private final FollowingApiKeyStore storeOfB =
            FollowingApiKeyStore.over(JdbcApiKeyStore.over(pool), JdbcChangeFeed.over(pool, direct));
    private final Set<StoreChange> heardByB = ConcurrentHashMap.newKeySet();
    private final Node a = new Node(storeOfA);
    private final Node b = new Node(storeOfB);

    private static DataSource connectionsOfTheFeed(String url) {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(url);
        direct.setApplicationName(FEED);
        return direct;
    }

    @BeforeEach
    void connectBoth() {
        storeOfB.onChange(heardByB::add);
        await(() ->
                stats().heard() > 0 && storeOfA.changeFeedStats().orElseThrow().heard() > 0);
        a.createWorkspace();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        storeOfA.close();
        storeOfB.close();
        pool.close();
    }

    private ChangeFeedStats stats() {
        return storeOfB.changeFeedStats().orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.interrupted()).as("the time limit is over").isFalse();
            Thread.onSpinWait();
        }
    }

    /** Issues keys that both nodes have cached, and of which neither will hear anything before the next change. */
    private List<String> cachedKeys(int count, List<KeyId> ids) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IssuedKey issued = a.issue();
            ids.add(issued.record().id());
            keys.add(issued.reveal());
        }
        await(() -> heardByB.contains(new StoreChange.OfKey(ids.get(count - 1))));
        keys.forEach(key -> assertThat(b.call(key)).isEqualTo("200"));
        return keys;
    }

    @Test
    void aRevocationOnOneNodeIsDeniedOnTheOtherWithinMilliseconds() {
        List<KeyId> ids = new ArrayList<>();
        List<String> keys = cachedKeys(REVOCATIONS, ids);
        long[] nanos = new long[REVOCATIONS];
        for (int i = 0; i < REVOCATIONS; i++) {
            String key = keys.get(i);
            a.keys.revoke(Node.ADMIN, ids.get(i), "leaked");
            long revokedAt = System.nanoTime();
            await(() -> b.call(key).equals("401 KEY_REVOKED"));
            nanos[i] = System.nanoTime() - revokedAt;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%,d revocations on one node, denied on the other after: median %.1f ms, 99%% %.1f ms, longest %.1f ms;"
                        + " %d within 100 ms%n",
                REVOCATIONS,
                nanos[REVOCATIONS / 2] / 1e6,
                nanos[REVOCATIONS * 99 / 100] / 1e6,
                nanos[REVOCATIONS - 1] / 1e6,
                Arrays.stream(nanos).filter(time -> time <= 100_000_000L).count());
        assertThat(stats().reconnects()).isZero();
    }

    @Test
    void noRevocationIsMissedWhileTheConnectionOfTheFeedBreaks() throws SQLException {
        List<KeyId> ids = new ArrayList<>();
        List<String> keys = cachedKeys(DURING_OUTAGES, ids);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < DURING_OUTAGES; i++) {
                if (i % 10 == 5) {
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND application_name = '" + FEED + "'");
                }
                a.keys.revoke(Node.ADMIN, ids.get(i), "leaked");
            }
        }
        keys.forEach(key -> await(() -> b.call(key).equals("401 KEY_REVOKED")));
        await(() -> stats().reconnects() > 0);
        System.out.printf("The feed was connected again %d times%n", stats().reconnects());
    }
}
