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

/** What databases do differently. */
enum Dialect {
    POSTGRESQL,
    MYSQL,
    H2;

    /** The bounds of records, to which the instants of a query are cut. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /**
     * Returns the dialect that a database speaks.
     *
     * @throws IllegalArgumentException if it is none that is supported
     */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "MySQL", "MariaDB" -> MYSQL;
            case "H2" -> H2;
            default ->
                throw new IllegalArgumentException("Keys can be kept in PostgreSQL, MySQL, MariaDB and H2, not in "
                        + product + "; write an ApiKeyStore for it");
        };
    }

    /** Returns the names of the resources, next to this class, that create the tables, in their order. */
    List<String> schema() {
        return List.of(folder() + "/V1__keystile.sql", folder() + "/V2__usage.sql");
    }

    /** Returns the names of the resources that change tables of an earlier version, in their order. */
    List<String> additions() {
        return List.of(folder() + "/V3__owner_and_tags.sql");
    }

    private String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the statement that adds calls to a row, or makes the row. */
    String addUsage() {
        String insert =
                "INSERT INTO keystile_usage (key_id, workspace, hour_start, outcome, calls) VALUES (?, ?, ?, ?, ?)";
        return switch (this) {
            case POSTGRESQL ->
                insert + " ON CONFLICT (key_id, hour_start, outcome)"
                        + " DO UPDATE SET calls = keystile_usage.calls + EXCLUDED.calls";
            case MYSQL -> insert + " ON DUPLICATE KEY UPDATE calls = calls + VALUES(calls)";
            case H2 ->
                "MERGE INTO keystile_usage u USING (SELECT CAST(? AS VARCHAR) key_id, CAST(? AS VARCHAR) workspace,"
                        + " CAST(? AS TIMESTAMP(6) WITH TIME ZONE) hour_start, CAST(? AS VARCHAR) outcome,"
                        + " CAST(? AS BIGINT) calls) n"
                        + " ON u.key_id = n.key_id AND u.hour_start = n.hour_start AND u.outcome = n.outcome"
                        + " WHEN MATCHED THEN UPDATE SET calls = u.calls + n.calls"
                        + " WHEN NOT MATCHED THEN INSERT (key_id, workspace, hour_start, outcome, calls)"
                        + " VALUES (n.key_id, n.workspace, n.hour_start, n.outcome, n.calls)";
        };
    }

    /** Returns an instant as a column has it: with its offset, or where there is no such type as the time in UTC. */
    @Nullable
    Object time(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant kept = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        OffsetDateTime time = kept.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        return this == MYSQL ? time.toLocalDateTime() : time;
    }

    /** Returns an instant as a bound for a column: the first time a column can have that is not before it. */
    @Nullable
    Object bound(Instant instant) {
        return time(instant.isBefore(LAST) ? instant.plusNanos(999) : instant); // which is cut to microseconds
    }

    /** Reads what {@link #time(Instant)} wrote, whatever the time zones of session and JVM are. */
    @Nullable
    Instant time(ResultSet row, String column) throws SQLException {
        if (this == MYSQL) {
            LocalDateTime time = row.getObject(column, LocalDateTime.class);
            return time == null ? null : time.toInstant(ZoneOffset.UTC);
        }
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
