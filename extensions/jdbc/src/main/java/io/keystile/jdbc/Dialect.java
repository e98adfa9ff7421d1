package io.keystile.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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

    /** Returns the name of the resource, next to this class, that creates the tables. */
    String schema() {
        return name().toLowerCase(Locale.ROOT) + "/V1__keystile.sql";
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
