package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.model.KeyStatus;
import io.keystile.store.AuditQuery;
import io.keystile.store.KeyQuery;
import io.keystile.store.KeyQuery.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every statement of the store uses an index, among 20,000 keys in PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndexesTest {
    private HikariDataSource pool;

    @BeforeAll
    void fill() {
        pool = TestDatabase.POSTGRESQL.newPool();
        ManyKeys.insert(pool, 20_000);
        TestDatabase.execute(
                pool,
                "INSERT INTO keystile_audit (workspace, seq, changed_at, actor, action, key_id, changes, hash)"
                        + " SELECT 'w' || i % 50, i, TIMESTAMPTZ '2026-01-31 12:00:00Z' + i * interval '1 second',"
                        + " 'Ada', 'issued', 'key' || i, '[]', ''"
                        + " FROM generate_series(1, 20000) i",
                "INSERT INTO keystile_usage (key_id, origin, workspace, hour_start, outcome, calls)"
                        + " SELECT 'key' || n % 200, 'key' || n % 200, 'w' || n % 20,"
                        + " TIMESTAMPTZ '2030-01-01 00:00:00Z' + n / 200 * INTERVAL '1 hour', 'GRANTED', 1"
                        + " FROM generate_series(0, 19999) n",
                "INSERT INTO keystile_alert (id, subject, number, version, rule, severity, key_id, verified, workspace,"
                        + " network, first_seen, last_seen, open_until, calls, key_disabled, text, parts)"
                        + " SELECT 's' || n || '/1', 's' || n, 1, 1, 'rule' || n % 10, 'INFO', 'key' || n % 1000, TRUE,"
                        + " 'w' || n % 20, NULL, t, t, t, 1, FALSE, 'x', '{}'"
                        + " FROM (SELECT n, TIMESTAMPTZ '2030-01-01 00:00:00Z' + n * INTERVAL '1 minute' AS t"
                        + " FROM generate_series(0, 19999) n) s",
                "ANALYZE");
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    private String plan(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return ManyKeys.explain(connection, "EXPLAIN ", sql, values);
        }
    }

    static Stream<Arguments> queries() {
        KeyQuery all = KeyQuery.ofAll().withLimit(100);
        Position middle = new Position(NOW.plusSeconds(10_000), new KeyId("key10000"));
        KeyQuery second = all.after(middle);
        return Stream.of(
                Arguments.of("by_creation", all),
                Arguments.of("by_creation", second),
                Arguments.of("by_workspace", all.withWorkspace("w7")),
                Arguments.of("by_workspace", second.withWorkspace("w7")),
                Arguments.of("by_environment", all.withEnvironment("staging")),
                Arguments.of("by_status", all.withStatus(KeyStatus.REVOKED, NOW)),
                Arguments.of("by_status", all.withStatus(KeyStatus.DISABLED, NOW)),
                Arguments.of("by_end", all.withStatus(KeyStatus.EXPIRED, NOW)),
                Arguments.of("by_end", all.endingIn(NOW, NOW.plusSeconds(60))),
                Arguments.of("by_creation", all.newestFirst()),
                Arguments.of("by_creation", second.newestFirst()),
                Arguments.of("by_owner", all.withOwner("team 7")),
                Arguments.of("by_name", all.withNamePrefix("key 1234")));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void pageIsFoundByAnIndex(String index, KeyQuery query) throws Exception {
        Listing listing = new Listing(query, Dialect.POSTGRESQL);
        assertThat(plan(listing.sql(), listing.values()))
                .contains("keystile_key_" + index)
                .doesNotContain("Seq Scan");
    }

    /** Most keys are active, so a scan in the order of creation finds a page soon. */
    @Test
    void pageOfActiveKeysIsFoundByAnIndex() throws Exception {
        Listing listing = new Listing(KeyQuery.ofAll().withStatus(KeyStatus.ACTIVE, NOW), Dialect.POSTGRESQL);
        assertThat(plan(listing.sql(), listing.values())).contains("Index Scan").doesNotContain("Seq Scan on keystile");
    }

    static Stream<Arguments> auditQueries() {
        AuditQuery all = AuditQuery.ofAll().withLimit(100);
        AuditQuery.Position middle = new AuditQuery.Position(NOW.plusSeconds(10_000), "w7", 5);
        return Stream.of(
                Arguments.of("by_time", all),
                Arguments.of("by_time", all.after(middle)),
                Arguments.of("by_workspace", all.withWorkspace("w7")),
                Arguments.of("by_workspace", all.withWorkspace("w7").after(middle)),
                Arguments.of("by_key", AuditQuery.ofKey(new KeyId("key77"))));
    }

    @ParameterizedTest
    @MethodSource("auditQueries")
    void pageOfAuditEntriesIsFoundByAnIndex(String index, AuditQuery query) throws Exception {
        AuditListing listing = new AuditListing(query, Dialect.POSTGRESQL);
        assertThat(plan(listing.sql(), listing.values()))
                .contains("keystile_audit_" + index)
                .doesNotContain("Seq Scan");
    }

    @Test
    void auditEntriesOfAChainAreFoundByAnIndex() throws Exception {
        for (String plan : List.of(
                plan(Sql.AUDIT_FROM, "w7", 5L, 100),
                plan(Sql.LAST_AUDIT_SEQ, "w7"),
                plan(Sql.LOCK_AUDIT_HASH, "w7", 5L),
                plan(Sql.LOCK_FIRST_AUDIT_SINCE, "w7", Dialect.POSTGRESQL.time(NOW)),
                plan(Sql.DELETE_AUDIT, "w7", 5L))) {
            assertThat(plan).contains("keystile_audit_pk").doesNotContain("Seq Scan");
        }
    }

    @Test
    void keyIsFoundByAnIndex() throws Exception {
        assertThat(plan(Sql.FIND, "key77")).contains("keystile_key_pk").doesNotContain("Seq Scan on keystile_key");
    }

    @Test
    void lastUsesAreReadAndWrittenByAnIndex() throws Exception {
        OffsetDateTime now = (OffsetDateTime) Dialect.POSTGRESQL.time(NOW);
        assertThat(plan(Sql.TOUCH, now, "192.0.2.1", "key77", now))
                .contains("keystile_key_pk")
                .doesNotContain("Seq Scan");
        assertThat(plan(Sql.lastUses(3), "key1", "key2", "key3"))
                .contains("keystile_key_pk")
                .doesNotContain("Seq Scan");
    }

    @Test
    void keyIsReplacedAndDeletedByAnIndex() throws Exception {
        assertThat(plan(Sql.DELETE_KEY, "key77", 1L)).contains("keystile_key_pk");
        @Nullable Object[] values = new KeyRow(Dialect.POSTGRESQL).values(Samples.key("key77"));
        assertThat(plan(Sql.REPLACE_KEY, RecordWriter.replaceParameters(values, 1)))
                .contains("keystile_key_pk");
    }

    @Test
    void hashSchemesAreFoundByAnIndex() throws Exception {
        assertThat(plan(Sql.NEXT_SCHEME, "")).contains("keystile_key_by_scheme");
    }

    private void assertUses(String index, String sql, @Nullable Object... values) throws SQLException {
        assertThat(plan(sql, values)).contains(index).doesNotContain("Seq Scan");
    }

    @Test
    void alertsAreFoundByAnIndex() throws Exception {
        Object time = Dialect.POSTGRESQL.time(Instant.parse("2030-01-01T01:00:00Z"));
        assertUses("keystile_alert_by_time", AlertSql.list(List.of()), 50);
        assertUses("keystile_alert_by_time", AlertSql.list(List.of("first_seen <= ?")), time, 50);
        assertUses("keystile_alert_by_workspace", AlertSql.list(List.of("workspace = ?")), "w7", 50);
        assertUses("keystile_alert_by_key", AlertSql.list(List.of("key_id = ?")), "key7", 50);
        assertUses("keystile_alert_by_subject", AlertSql.LAST_OF_SUBJECT, "s7");
        assertUses("keystile_alert_by_rule", AlertSql.FIRST_TOO_MANY, "rule7", 100);
        assertUses("keystile_alert_by_end", AlertSql.DELETE_BEFORE, time);
        assertUses("keystile_alert_pk", AlertSql.FIND, "s7/1");
    }

    @Test
    void usageIsFoundByAnIndex() throws Exception {
        Object from = Dialect.POSTGRESQL.time(Instant.parse("2030-01-01T00:00:00Z"));
        Object to = Dialect.POSTGRESQL.time(Instant.parse("2030-01-01T02:00:00Z"));
        assertUses("keystile_usage_by_hour", Sql.FIRST_HOUR_OF_USAGE, to);
        assertUses("keystile_usage_by_hour", Sql.DELETE_HOUR_OF_USAGE, from);
        assertUses("keystile_usage", Sql.usageOfKeys(2), "key7", "key8", from, to);
        assertUses("keystile_usage", Sql.usageTotals(2), "key7", "key8", from, to);
        Object daysLater = Dialect.POSTGRESQL.time(Instant.parse("2030-01-04T00:00:00Z"));
        assertUses("keystile_usage_by_workspace", Sql.TOP_USAGE, "w7", "GRANTED", from, daysLater, 10);
    }
}
