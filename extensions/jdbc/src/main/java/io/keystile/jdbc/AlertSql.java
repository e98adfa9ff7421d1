package io.keystile.jdbc;

import java.util.List;

/**
 * The SQL statements of {@link JdbcAlertStore} and {@link JdbcAlertSettingsStore}. They are not in {@link Sql}, because
 * a store of keys works without the module that alerts are from.
 */
final class AlertSql {
    private static final String SELECT = "SELECT " + Sql.columns("%s", AlertRow.COLUMNS) + " FROM keystile_alert";

    static final String FIND = SELECT + " WHERE id = ?";
    static final String LAST_OF_SUBJECT = SELECT + " WHERE subject = ? ORDER BY number DESC LIMIT 10";
    static final String INSERT = Sql.insert("keystile_alert", AlertRow.COLUMNS);
    static final String REPLACE = Sql.replace("keystile_alert", AlertRow.COLUMNS);
    static final String DELETE_BEFORE = "DELETE FROM keystile_alert WHERE last_seen < ?";

    /** Finds the newest alert of a rule that is more than those to be kept. */
    static final String FIRST_TOO_MANY = SELECT + " WHERE rule = ? ORDER BY first_seen DESC, id DESC LIMIT 1 OFFSET ?";

    static final String DELETE_OF_RULE =
            "DELETE FROM keystile_alert WHERE rule = ? AND (first_seen < ? OR (first_seen = ? AND id <= ?))";

    /** Finds the newest alert of a rule and a workspace that is more than those to be kept. */
    static final String FIRST_TOO_MANY_OF_WORKSPACE =
            SELECT + " WHERE rule = ? AND workspace = ? ORDER BY first_seen DESC, id DESC LIMIT 1 OFFSET ?";

    static final String DELETE_OF_RULE_AND_WORKSPACE = "DELETE FROM keystile_alert"
            + " WHERE rule = ? AND workspace = ? AND (first_seen < ? OR (first_seen = ? AND id <= ?))";

    static final String INSERT_SETTINGS =
            "INSERT INTO keystile_alert_settings (workspace, version, settings) VALUES (?, ?, ?)";

    static final String REPLACE_SETTINGS =
            "UPDATE keystile_alert_settings SET version = ?, settings = ? WHERE workspace = ? AND version = ?";

    private AlertSql() {}

    /** Returns the statement that finds the settings of {@code count} workspaces. */
    static String findSettings(int count) {
        return "SELECT workspace, version, settings FROM keystile_alert_settings WHERE workspace IN ("
                + Sql.parameters(count) + ")";
    }

    /** Returns the statement that lists alerts, the newest first; its last parameter is the limit. */
    static String list(List<String> conditions) {
        return SELECT + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY first_seen DESC, id DESC LIMIT ?";
    }
}
