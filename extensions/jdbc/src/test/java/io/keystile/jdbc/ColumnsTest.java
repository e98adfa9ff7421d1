package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values are written and read by the position of their column, so a wrong position would not be seen by reading. */
class ColumnsTest {
    private static final ApiKeyRecord FULL = new ApiKeyRecord(
            new KeyId("k1"),
            7,
            "acme",
            "live",
            SecretHash.parse("$sha256$" + Samples.DIGEST),
            KeyStatus.REVOKED,
            ApiKeySettings.named("a name")
                    .withPlan("a-plan")
                    .withPermissions("flows:read")
                    .withAllowlist("192.0.2.0/24")
                    .withExpiry(NOW.plusSeconds(1))
                    .withMetadata("entry", "value")
                    .withOwner("an owner")
                    .withTags("a-tag")
                    .withServices("a-service"),
            NOW,
            "a creator",
            "a reason",
            new Lineage(new KeyId("origin"), new KeyId("before"), new KeyId("after"), NOW.plusSeconds(2), true));

    private final HikariDataSource pool = TestDatabase.H2.newPool();
    private final JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);

    ColumnsTest() {
        store.insert(ACME);
        store.insert(FULL);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void eachValueIsInTheColumnOfItsName() throws Exception {
        Map<String, String> texts = Map.ofEntries(
                Map.entry("id", "k1"),
                Map.entry("version", "7"),
                Map.entry("workspace", "acme"),
                Map.entry("environment", "live"),
                Map.entry("hash", "$sha256$" + Samples.DIGEST),
                Map.entry("status", "REVOKED"),
                Map.entry("name", "a name"),
                Map.entry("plan", "a-plan"),
                Map.entry("limits", "[]"),
                Map.entry("permissions", "[\"flows:read\"]"),
                Map.entry("allowlist", "[\"192.0.2.0/24\"]"),
                Map.entry("metadata", "{\"entry\":\"value\"}"),
                Map.entry("owner", "an owner"),
                Map.entry("tags", "[\"a-tag\"]"),
                Map.entry("services", "[\"a-service\"]"),
                Map.entry("created_by", "a creator"),
                Map.entry("revocation_reason", "a reason"),
                Map.entry("origin", "origin"),
                Map.entry("predecessor", "before"),
                Map.entry("successor", "after"));
        Map<String, Object> times =
                Map.of("created_at", NOW, "expires_at", NOW.plusSeconds(1), "retires_at", NOW.plusSeconds(2));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM keystile_key")) {
            assertThat(row.next()).isTrue();
            for (String column : KeyRow.COLUMNS) {
                if (texts.containsKey(column)) {
                    assertThat(row.getString(column)).as(column).isEqualTo(texts.get(column));
                } else if (times.containsKey(column)) {
                    assertThat(Dialect.H2.time(row, column)).as(column).isEqualTo(times.get(column));
                } else {
                    assertThat(column).isEqualTo("until_successor_is_used");
                    assertThat(row.getBoolean(column)).isTrue();
                }
            }
        }
        assertThat(store.find(FULL.id()).orElseThrow().key()).isEqualTo(FULL);
    }

    @Test
    void eachValueOfAWorkspaceIsInTheColumnOfItsName() throws Exception {
        WorkspaceRecord workspace = new WorkspaceRecord(
                "full", 7, "a-plan", PermissionSet.of("flows:read"), List.of(RateLimit.perSecond(9)), true);
        store.insert(workspace);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM keystile_workspace WHERE id = 'full'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong("version")).isEqualTo(7);
            assertThat(row.getString("plan")).isEqualTo("a-plan");
            assertThat(row.getString("ceiling")).isEqualTo("[\"flows:read\"]");
            assertThat(row.getString("shared_limits")).contains("9");
            assertThat(row.getBoolean("suspended")).isTrue();
        }
        assertThat(store.findWorkspace("full")).contains(workspace);
    }

    @Test
    void absentValueIsReportedWithItsColumn() {
        for (String column : new String[] {"created_by", "created_at", "permissions", "tags"}) {
            TestDatabase.execute(
                    pool,
                    "ALTER TABLE keystile_key ALTER COLUMN " + column + " DROP NOT NULL",
                    "UPDATE keystile_key SET " + column + " = NULL");
            assertThatThrownBy(() -> store.find(FULL.id()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Key k1 cannot be read")
                    .hasMessageEndingWith(column + " is null");
            TestDatabase.execute(pool, "DELETE FROM keystile_key");
            store.insert(FULL);
        }
        TestDatabase.execute(
                pool,
                "ALTER TABLE keystile_workspace ALTER COLUMN plan DROP NOT NULL",
                "UPDATE keystile_workspace SET plan = NULL");
        assertThatThrownBy(() -> store.find(FULL.id()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Workspace acme cannot be read")
                .hasMessageEndingWith("plan is null");
    }
}
