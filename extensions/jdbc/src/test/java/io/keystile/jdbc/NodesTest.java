package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.NOW;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.admin.IssuedKey;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.CacheSettings;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.StoreWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several nodes that share one database. */
@Timeout(60)
class NodesTest {
    private static List<Integer> runConcurrently(List<Callable<Integer>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int renameRepeatedly(ApiKeyStore store, int rounds) {
        int won = 0;
        for (int round = 0; round < rounds; round++) {
            ApiKeyRecord now = store.find(new KeyId("k1")).orElseThrow().key();
            String next = now.settings().name() + "x";
            if (next.length() <= 100
                    && store.replace(now.withSettings(now.settings().withName(next)))) {
                won++;
            }
        }
        return won;
    }

    private static void assertNoUpdateIsLost(HikariDataSource pool) throws Exception {
        ApiKeyStore one = JdbcApiKeyStore.over(pool);
        ApiKeyStore other = JdbcApiKeyStore.over(pool);
        one.insert(ACME);
        one.insert(key("k1", NOW, ApiKeySettings.named("n")));
        int won = runConcurrently(List.of(
                        () -> renameRepeatedly(one, 20),
                        () -> renameRepeatedly(other, 20),
                        () -> renameRepeatedly(one, 20),
                        () -> renameRepeatedly(other, 20)))
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
        ApiKeyRecord last = one.find(new KeyId("k1")).orElseThrow().key();
        assertThat(won).isPositive();
        assertThat(last.version()).isEqualTo(1L + won);
        assertThat(last.settings().name()).isEqualTo("n" + "x".repeat(won));
    }

    @ParameterizedTest
    @EnumSource
    void concurrentWritersLoseNoUpdate(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            assertNoUpdateIsLost(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void serializableTransactionsLoseNoUpdate(TestDatabase database) throws Exception {
        HikariConfig config = TestDatabase.config(database.newUrl(), 6);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcSchema.create(pool);
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            ApiKeyRecord next = key("k1").withDisabled(true);
            List<Integer> won = runConcurrently(List.of(
                    () -> store.replace(next) ? 1 : 0,
                    () -> store.replace(next) ? 1 : 0,
                    () -> store.replace(next) ? 1 : 0));
            assertThat(won).containsOnlyOnce(1);
            assertThat(store.find(next.id()).orElseThrow().key()).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "H2"})
    void writersThatLockInOppositeOrderBothFinish(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(WorkspaceRecord.of("zeta", "free"));
            int won = runConcurrently(
                            List.of(() -> replaceBoth(store, "acme", "zeta"), () -> replaceBoth(store, "zeta", "acme")))
                    .stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertThat(store.workspaces()).extracting(WorkspaceRecord::version).containsExactly(1L + won, 1L + won);
        }
    }

    private static int replaceBoth(ApiKeyStore store, String first, String second) {
        int won = 0;
        for (int round = 0; round < 30; round++) {
            WorkspaceRecord one = store.findWorkspace(first).orElseThrow();
            WorkspaceRecord two = store.findWorkspace(second).orElseThrow();
            if (store.write(List.of(
                    new StoreWrite.ReplaceWorkspace(one.next()), new StoreWrite.ReplaceWorkspace(two.next())))) {
                won++;
            }
        }
        return won;
    }

    @ParameterizedTest
    @EnumSource
    void concurrentLastUsesKeepTheLaterOfEachKey(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.write(Samples.insertsOf(50));
            List<KeyId> ids =
                    IntStream.range(0, 50).mapToObj(i -> new KeyId("k" + i)).toList();
            Callable<Integer> odd = () -> touchRepeatedly(store, ids, 1);
            Callable<Integer> even = () -> touchRepeatedly(store, ids, 0);
            runConcurrently(List.of(odd, even));
            assertThat(store.lastUses(ids)).hasSize(50).containsValue(new LastUse(NOW.plusSeconds(19), null));
            assertThat(store.lastUses(ids).values()).containsOnly(new LastUse(NOW.plusSeconds(19), null));
        }
    }

    private static int touchRepeatedly(ApiKeyStore store, List<KeyId> ids, int offset) {
        for (int round = 9; round >= 0; round--) {
            LastUse use = new LastUse(NOW.plusSeconds(2L * round + offset), null);
            store.touch(ids.stream().collect(Collectors.toMap(id -> id, id -> use)));
        }
        return 0;
    }

    @ParameterizedTest
    @EnumSource
    void revocationReachesAnotherNodeWithinFreshFor(TestDatabase database) {
        try (HikariDataSource pool = database.newPool();
                Node one = new Node(JdbcApiKeyStore.over(pool));
                Node other = new Node(JdbcApiKeyStore.over(pool))) {
            one.createWorkspace();
            IssuedKey issued = one.issue();
            String key = issued.reveal();
            assertThat(one.call(key)).isEqualTo("200");
            assertThat(other.call(key)).isEqualTo("200");
            one.keys.revoke(Node.ADMIN, issued.record().id(), "leaked");
            assertThat(one.call(key)).isEqualTo("401 KEY_REVOKED");
            other.advance(CacheSettings.standard().freshFor());
            assertThat(other.call(key)).isEqualTo("401 KEY_REVOKED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void pagesDuringConcurrentChangesHaveNoDuplicatesAndEveryLastingKey(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.write(Samples.insertsOf(300));
            AtomicBoolean done = new AtomicBoolean();
            runConcurrently(List.of(() -> insertAndDelete(store, done), () -> listRepeatedly(store, done)));
        }
    }

    /** Inserts keys before, between and after the lasting keys, and deletes two thirds of them again. */
    private static int insertAndDelete(ApiKeyStore store, AtomicBoolean done) {
        for (int round = 0; !done.get(); round++) {
            ApiKeyRecord temporary =
                    key("temporary" + round, NOW.plusSeconds(round * 7L % 310 - 5), ApiKeySettings.named("p"));
            store.insert(temporary);
            if (round % 3 != 0) {
                store.write(List.of(new StoreWrite.DeleteKey(temporary.id(), 1)));
            }
        }
        return 0;
    }

    private static int listRepeatedly(ApiKeyStore store, AtomicBoolean done) {
        try {
            for (int round = 0; round < 5; round++) {
                assertThat(idsByPages(store))
                        .doesNotHaveDuplicates()
                        .containsAll(IntStream.range(0, 300)
                                .mapToObj(i -> new KeyId("k" + i))
                                .toList());
            }
            return 0;
        } finally {
            done.set(true);
        }
    }

    private static List<KeyId> idsByPages(ApiKeyStore store) {
        List<KeyId> ids = new ArrayList<>();
        KeyQuery query = KeyQuery.ofWorkspace("acme").withLimit(20);
        List<ApiKeyRecord> page = store.list(query);
        while (!page.isEmpty()) {
            page.forEach(key -> ids.add(key.id()));
            page = store.list(query.after(page.get(page.size() - 1)));
        }
        return ids;
    }
}
