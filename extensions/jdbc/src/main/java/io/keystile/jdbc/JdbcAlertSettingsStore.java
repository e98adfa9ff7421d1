package io.keystile.jdbc;

import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.AlertSettingsStore;
import io.keystile.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps how the alerts of workspaces are set up in the table {@code keystile_alert_settings}. {@link JdbcSchema} or a
 * migration tool creates the table.
 *
 * <p>Connections and time limits are those of {@link JdbcApiKeyStore}. All methods throw {@link StoreException} if the
 * database does not answer. Settings that cannot be read are logged and left out, or thrown if no others were asked
 * for. Thread-safe.
 */
@SuppressWarnings("exports") // whoever uses this class has keystile-monitoring, and others need not
public final class JdbcAlertSettingsStore implements AlertSettingsStore {
    /** The maximum number of workspaces in a statement. */
    private static final int MAX_WORKSPACES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(JdbcAlertSettingsStore.class);

    private final Sessions sessions;

    private JdbcAlertSettingsStore(Sessions sessions) {
        Dialect unused = sessions.dialect(); // refuses other databases
        this.sessions = sessions;
    }

    /** Returns a store with a statement timeout of 5 seconds; see {@link #over(DataSource, Duration)}. */
    public static JdbcAlertSettingsStore over(DataSource pool) {
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
    public static JdbcAlertSettingsStore over(DataSource pool, Duration timeout) {
        return new JdbcAlertSettingsStore(new Sessions(pool, timeout));
    }

    @Override
    public Map<String, AlertSettings> find(Collection<String> workspaces) {
        List<String> ids = workspaces.stream().distinct().filter(Listing::isId).toList();
        Map<String, AlertSettings> found = new HashMap<>();
        for (int from = 0; from < ids.size(); from += MAX_WORKSPACES) {
            List<String> some = ids.subList(from, Math.min(from + MAX_WORKSPACES, ids.size()));
            sessions.read(
                            "find alert settings",
                            session -> session.query(AlertSql.findSettings(some.size()), Row::read, some.toArray()))
                    .forEach(row -> row.addTo(found, ids.size() == 1));
        }
        return found;
    }

    private record Row(String workspace, long version, String settings) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(row.getString("workspace"), row.getLong("version"), row.getString("settings"));
        }

        /** A row that somebody has damaged must not keep those of other workspaces from being read. */
        void addTo(Map<String, AlertSettings> found, boolean onlyOne) {
            try {
                found.put(workspace, AlertSettings.fromJson(workspace, version, settings));
            } catch (IllegalArgumentException e) {
                String problem = "The alert settings of workspace " + workspace
                        + " cannot be read; correct or delete their row in keystile_alert_settings: "
                        + e.getMessage();
                if (onlyOne) {
                    throw new StoreException(problem, e);
                }
                LOG.error(problem);
            }
        }
    }

    @Override
    public boolean save(AlertSettings settings) {
        AlertSettings next = settings.saved();
        return sessions.transact(
                "save alert settings",
                session -> settings.version() == 0 ? insert(session, next) : replace(session, next));
    }

    private static boolean insert(Session session, AlertSettings next) throws SQLException {
        try {
            session.update(AlertSql.INSERT_SETTINGS, next.workspace(), next.version(), next.toJson());
            return true;
        } catch (SQLException e) {
            if (SqlFailure.isTakenId(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean replace(Session session, AlertSettings next) throws SQLException {
        return session.update(
                        AlertSql.REPLACE_SETTINGS, next.version(), next.toJson(), next.workspace(), next.version() - 1)
                > 0;
    }
}
