package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageStore;
import io.keystile.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores how many calls each key made in each hour, in the table {@code keystile_usage}. {@link JdbcSchema} or a
 * migration tool creates the table. Any number of nodes may add to it at once; reads return the sum over all nodes.
 * Rows are never deleted.
 *
 * <p>Connections and time limits are those of {@link JdbcApiKeyStore}. All methods throw {@link StoreException} if the
 * database does not answer. Reads also throw it if a newer version wrote an outcome that this version does not know.
 * Thread-safe.
 */
public final class JdbcUsageStore implements UsageStore {
    private static final int MAX_BATCH = 1_000;

    /** All nodes lock rows in this order, to avoid deadlocks. */
    private static final Comparator<UsageIncrement> ROWS = Comparator.comparing(UsageIncrement::key)
            .thenComparing(UsageIncrement::hour)
            .thenComparing(UsageIncrement::outcome);

    private final Sessions sessions;
    private final Dialect dialect;

    private record Row(Instant hour, UsageOutcome outcome, long calls) {}

    private JdbcUsageStore(Sessions sessions) {
        this.sessions = sessions;
        this.dialect = sessions.dialect();
    }

    /** Returns a store with a statement timeout of 5 seconds; see {@link #over(DataSource, Duration)}. */
    public static JdbcUsageStore over(DataSource pool) {
        return over(pool, Sessions.DEFAULT_TIMEOUT);
    }

    /**
     * Returns a store.
     *
     * @param pool provides the connections, preferably from a pool; the caller closes it
     * @param timeout how long a statement may take: 1 second to 1 hour, rounded up to seconds
     * @throws IllegalArgumentException if the timeout is out of bounds, or the database is not supported
     * @throws StoreException if the database does not answer
     */
    public static JdbcUsageStore over(DataSource pool, Duration timeout) {
        return new JdbcUsageStore(new Sessions(pool, timeout));
    }

    @Override
    public void add(Collection<UsageIncrement> increments) {
        // Increments of the same row are summed first: a driver may send a batch as one statement, which must not
        // contain a row twice.
        Map<UsageIncrement, Long> sums = new TreeMap<>(ROWS);
        increments.forEach(increment -> sums.merge(increment, increment.calls(), Long::sum));
        List<@Nullable Object[]> rows = new ArrayList<>();
        sums.forEach((row, calls) -> rows.add(values(row, calls)));
        sessions.transact("add usage", session -> addInBatches(session, rows));
    }

    private boolean addInBatches(Session session, List<@Nullable Object[]> rows) throws SQLException {
        try {
            for (int from = 0; from < rows.size(); from += MAX_BATCH) {
                session.batch(dialect.addUsage(), rows.subList(from, Math.min(from + MAX_BATCH, rows.size())));
            }
            return true;
        } catch (SQLException e) {
            // Only H2's MERGE can fail if another node inserts the row at the same time. A retry then finds the row.
            throw SqlFailure.isTakenId(e) ? new SQLTransactionRollbackException(e.getMessage(), "40001", e) : e;
        }
    }

    private @Nullable Object[] values(UsageIncrement row, long calls) {
        return new @Nullable Object[] {
            row.key().value(),
            row.origin().value(),
            row.workspace(),
            dialect.time(row.hour()),
            row.outcome().name(),
            calls
        };
    }

    @Override
    public List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to) {
        return hours(Sql.USAGE_OF_KEY, from, to, key.value());
    }

    @Override
    public List<UsagePeriod> ofLineage(KeyId origin, Instant from, Instant to) {
        return hours(Sql.USAGE_OF_LINEAGE, from, to, origin.value(), origin.value());
    }

    @Override
    public List<UsagePeriod> ofWorkspace(String workspace, Instant from, Instant to) {
        return Listing.isId(workspace) ? hours(Sql.USAGE_OF_WORKSPACE, from, to, workspace) : List.of();
    }

    private List<UsagePeriod> hours(String sql, Instant from, Instant to, String... ids) {
        List<@Nullable Object> parameters = new ArrayList<>(List.of(ids));
        parameters.add(dialect.roundUp(from));
        parameters.add(dialect.roundUp(to));
        List<Row> rows = sessions.read("read usage", session -> session.query(sql, this::read, parameters.toArray()));
        Map<Instant, Map<UsageOutcome, Long>> hours = new TreeMap<>();
        rows.forEach(row -> hours.computeIfAbsent(row.hour(), unused -> new EnumMap<>(UsageOutcome.class))
                .put(row.outcome(), row.calls()));
        return hours.entrySet().stream()
                .map(hour -> new UsagePeriod(hour.getKey(), hour.getValue()))
                .toList();
    }

    private Row read(ResultSet row) throws SQLException {
        return new Row(
                Objects.requireNonNull(dialect.time(row, "hour_start")),
                outcome(row.getString("outcome")),
                row.getLong("calls"));
    }

    private static UsageOutcome outcome(String name) {
        try {
            return UsageOutcome.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "Usage cannot be read: this version does not know the outcome " + name
                            + ", which a newer version wrote",
                    e);
        }
    }
}
