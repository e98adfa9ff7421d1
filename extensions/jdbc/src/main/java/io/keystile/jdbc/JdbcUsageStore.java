package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageRank;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores how many calls each key made in each hour, in the table {@code keystile_usage}. {@link JdbcSchema} or a
 * migration tool creates the table. Any number of nodes may add to it at once; reads return the sum over all nodes.
 * Rows are deleted by {@link #deleteBefore} only.
 *
 * <p>Connections and time limits are those of {@link JdbcApiKeyStore}. All methods throw {@link StoreException} if the
 * database does not answer. Reads also throw it if a newer version wrote an outcome that this version does not know.
 * Thread-safe.
 */
@SuppressWarnings("exports") // whoever uses this class has keystile-monitoring, and others need not
public final class JdbcUsageStore implements UsageStore {
    private static final int MAX_BATCH = 1_000;

    /** The maximum number of keys in a statement. */
    private static final int MAX_KEYS = 1_000;

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
        return periods(hours);
    }

    private static List<UsagePeriod> periods(Map<Instant, Map<UsageOutcome, Long>> hours) {
        return hours.entrySet().stream()
                .map(hour -> new UsagePeriod(hour.getKey(), hour.getValue()))
                .toList();
    }

    @Override
    public Map<KeyId, List<UsagePeriod>> ofKeys(Collection<KeyId> keys, Instant from, Instant to) {
        Map<KeyId, Map<Instant, Map<UsageOutcome, Long>>> hours = new HashMap<>();
        readEach(Sql::usageOfKeys, keys, from, to, row -> {
            Row hour = read(row);
            hours.computeIfAbsent(key(row), unused -> new TreeMap<>())
                    .computeIfAbsent(hour.hour(), unused -> new EnumMap<>(UsageOutcome.class))
                    .put(hour.outcome(), hour.calls());
            return true;
        });
        Map<KeyId, List<UsagePeriod>> periods = new HashMap<>();
        hours.forEach((key, ofKey) -> periods.put(key, periods(ofKey)));
        return periods;
    }

    @Override
    public Map<KeyId, Map<UsageOutcome, Long>> totals(Collection<KeyId> keys, Instant from, Instant to) {
        Map<KeyId, Map<UsageOutcome, Long>> totals = new HashMap<>();
        readEach(Sql::usageTotals, keys, from, to, row -> {
            totals.computeIfAbsent(key(row), unused -> new EnumMap<>(UsageOutcome.class))
                    .put(outcome(row.getString("outcome")), row.getLong("calls"));
            return true;
        });
        return totals;
    }

    /** Reads the rows of keys, with one statement for up to {@value #MAX_KEYS} of them. */
    private void readEach(
            IntFunction<String> sql,
            Collection<KeyId> keys,
            Instant from,
            Instant to,
            Session.RowReader<Boolean> reader) {
        List<KeyId> distinct = keys.stream().distinct().toList();
        for (int first = 0; first < distinct.size(); first += MAX_KEYS) {
            List<KeyId> some = distinct.subList(first, Math.min(first + MAX_KEYS, distinct.size()));
            List<@Nullable Object> parameters = new ArrayList<>();
            some.forEach(key -> parameters.add(key.value()));
            parameters.add(dialect.roundUp(from));
            parameters.add(dialect.roundUp(to));
            List<Boolean> unused = sessions.read(
                    "read usage", session -> session.query(sql.apply(some.size()), reader, parameters.toArray()));
        }
    }

    @Override
    public List<UsageRank> top(String workspace, UsageOutcome outcome, Instant from, Instant to, int maxKeys) {
        if (maxKeys < 1) {
            throw new IllegalArgumentException("The number of keys must be at least 1; got " + maxKeys);
        }
        if (!Listing.isId(workspace)) {
            return List.of();
        }
        return sessions.read(
                "read usage",
                session -> session.query(
                        Sql.TOP_USAGE,
                        row -> new UsageRank(key(row), row.getLong("total")),
                        workspace,
                        outcome.name(),
                        dialect.roundUp(from),
                        dialect.roundUp(to),
                        maxKeys));
    }

    /** Deletes hour by hour, so that an index finds the rows, and no statement has many. */
    @Override
    public void deleteBefore(Instant hour) {
        boolean deleted = true;
        while (deleted) {
            deleted = sessions.transact("delete usage", session -> deleteFirstHour(session, hour));
        }
    }

    /** Returns false if there is no hour to delete. */
    private boolean deleteFirstHour(Session session, Instant before) throws SQLException {
        List<Instant> first = session.query(
                Sql.FIRST_HOUR_OF_USAGE,
                row -> Objects.requireNonNull(dialect.time(row, "hour_start")),
                dialect.roundUp(before));
        if (first.isEmpty()) {
            return false;
        }
        session.update(Sql.DELETE_HOUR_OF_USAGE, dialect.time(first.get(0)));
        return true;
    }

    private static KeyId key(ResultSet row) throws SQLException {
        return new KeyId(row.getString("key_id"));
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
