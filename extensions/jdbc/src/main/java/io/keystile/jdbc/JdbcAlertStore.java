package io.keystile.jdbc;

import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertReport;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the alerts of any number of nodes in the table {@code keystile_alert}. {@link JdbcSchema} or a migration tool
 * creates the table. The last {@value #STANDARD_PER_RULE} incidents of each rule are kept, unless a method says
 * otherwise, and of these at most a tenth of one workspace.
 *
 * <p>Connections and time limits are those of {@link JdbcApiKeyStore}. All methods throw {@link StoreException} if the
 * database does not answer. Thread-safe.
 */
@SuppressWarnings("exports") // whoever uses this class has keystile-monitoring, and others need not
public final class JdbcAlertStore implements AlertStore {
    private static final int STANDARD_PER_RULE = 10_000;

    /** Far more than the nodes that report at once: each try that fails is one in which another node succeeded. */
    private static final int MAX_TRIES = 100;

    private final Sessions sessions;
    private final Dialect dialect;
    private final AlertRow rows;
    private final int perRule;

    private JdbcAlertStore(Sessions sessions, int perRule) {
        this.sessions = sessions;
        this.dialect = sessions.dialect();
        this.rows = new AlertRow(dialect);
        this.perRule = perRule;
    }

    /** Returns a store with a statement timeout of 5 seconds; see {@link #over(DataSource, Duration, int)}. */
    public static JdbcAlertStore over(DataSource pool) {
        return over(pool, Sessions.DEFAULT_TIMEOUT, STANDARD_PER_RULE);
    }

    /**
     * Returns a store.
     *
     * @param pool provides the connections, preferably from a pool; the caller closes it
     * @param timeout how long a statement may take: 1 second to 1 hour, rounded up to seconds
     * @param perRule the maximum number of incidents of each rule, at least 1; the same on all nodes. At most a tenth
     *     of them, but at least one, are of one workspace
     * @throws IllegalArgumentException if an argument is out of bounds, or the database is not supported
     * @throws StoreException if the database does not answer
     */
    public static JdbcAlertStore over(DataSource pool, Duration timeout, int perRule) {
        if (perRule < 1) {
            throw new IllegalArgumentException("The number of incidents per rule must be at least 1; got " + perRule);
        }
        return new JdbcAlertStore(new Sessions(pool, timeout), perRule);
    }

    @Override
    public void report(AlertReport report) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (tryReport(report)) {
                return;
            }
        }
        throw new StoreException("Other nodes have changed the alert " + StoredAlert.subjectOf(report) + " " + MAX_TRIES
                + " times while it was reported; try again");
    }

    /** Returns false if another node has changed what this one has read. */
    private boolean tryReport(AlertReport report) {
        String subject = StoredAlert.subjectOf(report);
        List<StoredAlert> present =
                sessions.read("read alerts", session -> session.query(AlertSql.LAST_OF_SUBJECT, rows::read, subject));
        StoredAlert next = StoredAlert.next(present, report);
        if (present.contains(next)) {
            return true;
        }
        return next.version() == 1
                ? sessions.transact("add an alert", session -> insert(session, next))
                : sessions.transact("change an alert", session -> replace(session, next));
    }

    /** Two nodes that begin the same incident give it the same id. One of them fails, and then finds the other's. */
    private boolean insert(Session session, StoredAlert alert) throws SQLException {
        try {
            session.update(AlertSql.INSERT, rows.values(alert));
        } catch (SQLException e) {
            if (SqlFailure.isTakenId(e)) {
                return false;
            }
            throw e;
        }
        deleteFirst(session, alert);
        return true;
    }

    /** Deletes what is beyond the bounds now that this alert has been added. */
    private void deleteFirst(Session session, StoredAlert added) throws SQLException {
        String rule = added.rule();
        String workspace = added.workspace();
        if (workspace != null) {
            int kept = AlertStore.perWorkspace(perRule);
            for (StoredAlert newest :
                    session.query(AlertSql.FIRST_TOO_MANY_OF_WORKSPACE, rows::read, rule, workspace, kept)) {
                Object time = dialect.time(newest.firstSeen());
                session.update(AlertSql.DELETE_OF_RULE_AND_WORKSPACE, rule, workspace, time, time, newest.id());
            }
        }
        for (StoredAlert newest : session.query(AlertSql.FIRST_TOO_MANY, rows::read, rule, perRule)) {
            Object time = dialect.time(newest.firstSeen());
            session.update(AlertSql.DELETE_OF_RULE, rule, time, time, newest.id());
        }
    }

    private boolean replace(Session session, StoredAlert next) throws SQLException {
        return session.update(AlertSql.REPLACE, RecordWriter.replaceParameters(rows.values(next), next.version() - 1))
                > 0;
    }

    @Override
    public Optional<StoredAlert> find(String id) {
        if (!StoredAlert.mayHaveId(id)) {
            return Optional.empty();
        }
        return sessions.read("find an alert", session -> session.query(AlertSql.FIND, rows::read, id)).stream()
                .findFirst();
    }

    @Override
    public List<StoredAlert> list(AlertQuery query) {
        List<String> conditions = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        if (query.workspace() != null) {
            if (!Listing.isId(query.workspace())) {
                return List.of();
            }
            conditions.add("workspace = ?");
            values.add(query.workspace());
        }
        if (query.keyId() != null) {
            conditions.add("key_id = ?");
            values.add(query.keyId().value());
        }
        if (query.openAt() != null) {
            conditions.add("open_until > ?");
            values.add(dialect.time(query.openAt()));
        }
        AlertQuery.Position after = query.after();
        if (after != null) {
            conditions.add("first_seen <= ?");
            conditions.add("(first_seen < ? OR id < ?)");
            values.add(dialect.time(after.firstSeen()));
            values.add(dialect.time(after.firstSeen()));
            values.add(after.id());
        }
        values.add(query.limit());
        return sessions.read(
                "list alerts", session -> session.query(AlertSql.list(conditions), rows::read, values.toArray()));
    }

    @Override
    public int deleteBefore(Instant lastSeen) {
        int[] deleted = new int[1];
        sessions.transact("delete alerts", session -> {
            deleted[0] = session.update(AlertSql.DELETE_BEFORE, dialect.time(lastSeen));
            return true;
        });
        return deleted[0];
    }
}
