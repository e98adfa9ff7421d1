package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.NOW;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * A program that inserts a million keys into PostgreSQL and prints the latencies of the store's calls. Compile it with
 * {@code mvn -pl extensions/jdbc -am test-compile}, and run it with the module's test class path.
 */
final class MillionKeys {
    private static final int KEYS = 1_000_000;

    private final Random random = new Random(42);

    private MillionKeys() {}

    public static void main(String[] arguments) throws Exception {
        new MillionKeys().run();
    }

    private void run() throws Exception {
        try (HikariDataSource pool = TestDatabase.POSTGRESQL.newPool()) {
            long start = System.nanoTime();
            ManyKeys.insert(pool, KEYS);
            print("loaded in s", (System.nanoTime() - start) / 1e9);
            TestDatabase.execute(pool, "VACUUM ANALYZE", "CHECKPOINT");
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            // Empties the database's own cache. The cache of the operating system stays, because other programs use it.
            TestDatabase.execute(pool, "CREATE EXTENSION pg_buffercache", "SELECT pg_buffercache_evict_all()");
            measure("find, cold", 300, i -> store.find(randomId()));
            measure("find, warming up", 100_000, i -> store.find(randomId()));
            measure("find, warm", 20_000, i -> store.find(randomId()));
            measure("workspace page of 100", 500, i -> store.list(pageOf(random.nextInt(KEYS / 200))));
            measure("page of 1,000 in the middle", 50, i -> store.list(middle()));
            measure("touch of 1,000", 30, i -> store.touch(uses(i)));
            measure("hash schemes", 100, i -> store.hashSchemes());
            explain(pool);
        }
    }

    private KeyId randomId() {
        return new KeyId("key" + random.nextInt(KEYS));
    }

    private static KeyQuery pageOf(int workspace) {
        return KeyQuery.ofWorkspace("w" + workspace).withLimit(100);
    }

    private KeyQuery middle() {
        int i = random.nextInt(KEYS);
        return KeyQuery.ofAll().after(new KeyQuery.Position(NOW.plusSeconds(i), new KeyId("key" + i)));
    }

    private Map<KeyId, LastUse> uses(int round) {
        LastUse use = new LastUse(NOW.plusSeconds(round), null);
        return random.ints(1_000, 0, KEYS)
                .distinct()
                .boxed()
                .collect(Collectors.toMap(i -> new KeyId("key" + i), i -> use));
    }

    private static void measure(String call, int rounds, IntConsumer action) {
        double[] millis = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            action.accept(i);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        print(call + ", median ms", millis[rounds / 2]);
        print(call + ", 99th percentile ms", millis[rounds * 99 / 100]);
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%-40s %10.3f%n", name, value);
    }

    private void explain(HikariDataSource pool) throws SQLException {
        Object at = Dialect.POSTGRESQL.time(NOW);
        Listing page = new Listing(pageOf(7), Dialect.POSTGRESQL);
        try (Connection connection = pool.getConnection()) {
            System.out.println(ManyKeys.explain(connection, "EXPLAIN ", Sql.FIND, "key77"));
            System.out.println(ManyKeys.explain(connection, "EXPLAIN ", page.sql(), page.values()));
            System.out.println(ManyKeys.explain(connection, "EXPLAIN ", Sql.TOUCH, at, null, "key77", at));
            System.out.println(ManyKeys.explain(
                    connection, "", "SELECT pg_size_pretty(pg_total_relation_size(?::regclass))", "keystile_key"));
        }
    }
}
