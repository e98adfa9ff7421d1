package io.keystile.benchmarks.lookup;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.benchmarks.NumberedKeys;
import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcSchema;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.StoreWrite;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server with keys, and a pool of connections to it. */
final class KeysInPostgres implements AutoCloseable {
    private static final SecretHasher HASHER = SecretHasher.sha256();
    private static final int BATCH = 1_000;
    /** With these, and the timeout of the socket, pool and driver keep to the store's timeout of 5 seconds. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 3_000;

    private static final long VALIDATION_TIMEOUT_MILLIS = 1_000;

    private final EmbeddedPostgres server;
    final HikariDataSource pool;
    final JdbcApiKeyStore store;
    /** The ids of the keys. */
    final List<String> ids = new ArrayList<>();

    KeysInPostgres(int keys, int connections) throws IOException, SQLException {
        server = EmbeddedPostgres.start();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres") + "&socketTimeout=4");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
        pool = new HikariDataSource(config);
        JdbcSchema.create(pool);
        store = JdbcApiKeyStore.over(pool);
        store.insert(WorkspaceRecord.of("acme", "enterprise"));
        fill(keys);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
    }

    private void fill(int keys) {
        NumberedKeys numbered = new NumberedKeys();
        List<StoreWrite> batch = new ArrayList<>();
        for (int number = 0; number < keys; number++) {
            ApiKeyRecord key = record(numbered.key(number));
            ids.add(key.id().value());
            batch.add(new StoreWrite.InsertKey(key));
            if (batch.size() == BATCH || number == keys - 1) {
                if (!store.write(batch)) {
                    throw new IllegalStateException("The keys were not inserted");
                }
                batch = new ArrayList<>();
            }
        }
    }

    private static ApiKeyRecord record(PresentedKey key) {
        ApiKeySettings settings = ApiKeySettings.named("key " + key.id())
                .withPermissions("flows:execute", "flows:read")
                .withAllowlist("192.0.2.0/24", "198.51.100.0/24")
                .withExpiry(Instant.now().plus(Duration.ofDays(365)));
        return ApiKeyRecord.issued(key, HASHER.hash(key), "acme", settings, Instant.now(), "benchmark", Lineage.NONE);
    }

    @Override
    public void close() throws IOException {
        pool.close();
        server.close();
    }
}
