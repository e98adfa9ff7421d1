package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.DIGEST;
import static io.keystile.jdbc.Samples.NOW;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreWrite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Fills a store as in production: workspaces of 200 keys, some of which are revoked, disabled or about to expire. */
final class ManyKeys {
    private static final int WORKSPACE_SIZE = 200;
    private static final int BATCH = 10_000;

    private ManyKeys() {}

    static void insert(DataSource pool, int count) {
        ApiKeyStore store = JdbcApiKeyStore.over(pool, Duration.ofMinutes(5));
        for (int i = 0; i < count / WORKSPACE_SIZE; i++) {
            store.insert(WorkspaceRecord.of("w" + i, "pro"));
        }
        for (int from = 0; from < count; from += BATCH) {
            List<StoreWrite> writes = new ArrayList<>();
            for (int i = from; i < Math.min(from + BATCH, count); i++) {
                writes.add(new StoreWrite.InsertKey(key(i, count)));
            }
            store.write(writes);
        }
    }

    /** Creation times of one workspace's keys are spread over the whole period. */
    private static ApiKeyRecord key(int i, int count) {
        ApiKeySettings settings = ApiKeySettings.named("key " + i)
                .withPermissions("flows:read", "flows:execute")
                .withExpiry(i % 10 == 0 ? NOW.plusSeconds(i) : null);
        KeyStatus status = i % 50 == 1 ? KeyStatus.REVOKED : i % 100 == 2 ? KeyStatus.DISABLED : KeyStatus.ACTIVE;
        return new ApiKeyRecord(
                new KeyId("key" + i),
                1,
                "w" + i % (count / WORKSPACE_SIZE),
                i % 100 == 3 ? "staging" : "live",
                SecretHash.parse("$sha256$" + DIGEST),
                status,
                settings,
                NOW.plusSeconds(i),
                "Ada",
                status == KeyStatus.REVOKED ? "leaked" : null,
                Lineage.NONE);
    }

    /** Runs a statement after a prefix such as {@code EXPLAIN}, and returns the first column, one row per line. */
    static String explain(Connection connection, String prefix, String sql, @Nullable Object... values)
            throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement statement = connection.prepareStatement(prefix + sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
