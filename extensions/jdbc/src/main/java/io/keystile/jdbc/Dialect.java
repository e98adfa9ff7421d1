package io.keystile.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The differences between the supported databases. MySQL stands for MariaDB too. */
enum Dialect {
    POSTGRESQL,
    MYSQL,
    H2;

    /** The earliest and the latest instant of a record. A query's instants outside this range are moved to its ends. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /**
     * Returns the dialect of a database.
     *
     * @throws IllegalArgumentException if the database is not supported
     */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "MySQL", "MariaDB" -> MYSQL;
            case "H2" -> H2;
            default ->
                throw new IllegalArgumentException("Supported databases are PostgreSQL, MySQL, MariaDB and H2; got "
                        + product + ". Implement ApiKeyStore to use it");
        };
    }

    /** Returns the resources that create the tables, relative to this class, in the order of their execution. */
    List<String> schema() {
        return List.of(
                folder() + "/V1__keystile.sql",
                folder() + "/V2__usage.sql",
                folder() + "/V6__facts.sql",
                folder() + "/V8__audit.sql",
                folder() + "/V10__alert_settings.sql");
    }

    /**
     * A resource that changes tables of an earlier version.
     *
     * @param resource its name, relative to this class
     * @param table the table to which its last statement adds a column
     * @param column that column, which shows that all of it was done
     */
    record Addition(String resource, String table, String column) {}

    /** Returns the resources that change tables of an earlier version, in their order. */
    List<Addition> additions() {
        return List.of(
                new Addition(folder() + "/V3__owner_and_tags.sql", "keystile_key", "tags"),
                new Addition(folder() + "/V4__services.sql", "keystile_key", "services"),
                new Addition(folder() + "/V5__origin.sql", "keystile_key", "origin"),
                new Addition(folder() + "/V9__alerts.sql", "keystile_alert", "parts"));
    }

    /** Returns the resource that has changes told to other nodes. It is executed after all others. */
    String changes() {
        return folder() + "/V7__changes.sql";
    }

    private String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the statement that adds the row of a chain without entries, unless it exists; in MySQL it locks it. */
    String openChain() {
        String insert = "INSERT INTO keystile_audit_chain (workspace, first_seq, anchor, last_seq, head)"
                + " VALUES (?, 1, ?, 0, ?)";
        return switch (this) {
            case POSTGRESQL -> insert + " ON CONFLICT (workspace) DO NOTHING";
            // Two transactions that only read-locked the row here would wait for each other afterwards.
            case MYSQL -> insert + " ON DUPLICATE KEY UPDATE workspace = VALUES(workspace)";
            case H2 ->
                "MERGE INTO keystile_audit_chain c USING (SELECT CAST(? AS VARCHAR) workspace,"
                        + " CAST(? AS VARCHAR) anchor, CAST(? AS VARCHAR) head) n ON c.workspace = n.workspace"
                        + " WHEN NOT MATCHED THEN INSERT (workspace, first_seq, anchor, last_seq, head)"
                        + " VALUES (n.workspace, 1, n.anchor, 0, n.head)";
        };
    }

    /**
     * Returns the statement that adds calls to a row of usage, or inserts the row. A row of a node of an earlier
     * version has no origin, and gets one.
     */
    String addUsage() {
        String insert = "INSERT INTO keystile_usage (key_id, origin, workspace, hour_start, outcome, calls)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        return switch (this) {
            case POSTGRESQL ->
                insert + " ON CONFLICT (key_id, hour_start, outcome)"
                        + " DO UPDATE SET calls = keystile_usage.calls + EXCLUDED.calls, origin = EXCLUDED.origin";
            case MYSQL -> insert + " ON DUPLICATE KEY UPDATE calls = calls + VALUES(calls), origin = VALUES(origin)";
            case H2 ->
                "MERGE INTO keystile_usage u USING (SELECT CAST(? AS VARCHAR) key_id, CAST(? AS VARCHAR) origin,"
                        + " CAST(? AS VARCHAR) workspace,"
                        + " CAST(? AS TIMESTAMP(6) WITH TIME ZONE) hour_start, CAST(? AS VARCHAR) outcome,"
                        + " CAST(? AS BIGINT) calls) n"
                        + " ON u.key_id = n.key_id AND u.hour_start = n.hour_start AND u.outcome = n.outcome"
                        + " WHEN MATCHED THEN UPDATE SET calls = u.calls + n.calls, origin = n.origin"
                        + " WHEN NOT MATCHED THEN INSERT (key_id, origin, workspace, hour_start, outcome, calls)"
                        + " VALUES (n.key_id, n.origin, n.workspace, n.hour_start, n.outcome, n.calls)";
        };
    }

    /**
     * Converts an instant to the value of a column, cut to microseconds: an {@link OffsetDateTime} in UTC, or in MySQL,
     * which has no type with an offset, a {@link LocalDateTime} in UTC. Null becomes null.
     */
    @Nullable
    Object time(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant clamped = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
        OffsetDateTime time = clamped.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        return this == MYSQL ? time.toLocalDateTime() : time;
    }

    /** Converts an instant to the value of a column, rounded up to microseconds. */
    @Nullable
    Object roundUp(Instant instant) {
        return time(instant.isBefore(LATEST) ? instant.plusNanos(999) : instant); // time() cuts to microseconds
    }

    /** Reads a value that {@link #time(Instant)} wrote, from the column of this name. */
    @Nullable
    Instant time(ResultSet row, String column) throws SQLException {
        return time(row, row.findColumn(column));
    }

    /** Reads a value that {@link #time(Instant)} wrote. The time zones of session and JVM have no effect. */
    @Nullable
    Instant time(ResultSet row, int column) throws SQLException {
        if (this == MYSQL) {
            LocalDateTime time = row.getObject(column, LocalDateTime.class);
            return time == null ? null : time.toInstant(ZoneOffset.UTC);
        }
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
