package io.keystile.jdbc;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.List;

/** The SQL statements of the stores, except those of {@link Listing} and {@link Dialect}. All values are parameters. */
final class Sql {
    private static final List<String> AUDIT_COLUMNS =
            List.of("workspace", "seq", "changed_at", "actor", "action", "key_id", "reason", "changes", "hash");

    /** The columns that {@link KeyRow#read} reads. */
    static final String KEY = columns("k.%s", KeyRow.COLUMNS);

    private static final String WORKSPACE = columns("w.%s", WorkspaceRow.COLUMNS);

    /** Finds no row, and fails if a table, or a column that an upgrade adds last, does not exist. */
    static final String LOOK_FOR_TABLES = "SELECT k.tags, k.services, k.origin, w.id, u.origin, f.facts, l.parts"
            + " FROM keystile_key k, keystile_workspace w, keystile_usage u, keystile_facts f,"
            + " keystile_audit a, keystile_audit_chain c, keystile_alert l, keystile_alert_settings s"
            + " WHERE k.id = '' AND w.id = '' AND u.key_id = '' AND a.workspace = '' AND c.workspace = ''";

    /**
     * Finds a key and its workspace. The workspace's columns are null if it does not exist, which is possible only if
     * its foreign key was dropped.
     */
    static final String FIND = "SELECT " + KEY + ", " + WORKSPACE
            + " FROM keystile_key k LEFT JOIN keystile_workspace w ON w.id = k.workspace WHERE k.id = ?";

    static final String FIND_WORKSPACE = "SELECT " + WORKSPACE + " FROM keystile_workspace w WHERE w.id = ?";

    /** A locking read sees the present in a transaction of MySQL that sees the past otherwise. */
    static final String LOCK_KEY = "SELECT " + KEY + " FROM keystile_key k WHERE k.id = ? FOR UPDATE";

    static final String LOCK_WORKSPACE = FIND_WORKSPACE + " FOR UPDATE";
    static final String WORKSPACES = "SELECT " + WORKSPACE + " FROM keystile_workspace w ORDER BY w.id";

    /** Finds one hash of the next scheme in an index, in the same time for any number of keys. */
    static final String NEXT_SCHEME = "SELECT hash_scheme, hash FROM keystile_key"
            + " WHERE status <> 'REVOKED' AND hash_scheme > ? ORDER BY hash_scheme LIMIT 1";

    static final String INSERT_KEY = insert("keystile_key", KeyRow.COLUMNS);
    static final String REPLACE_KEY = replace("keystile_key", KeyRow.COLUMNS);
    static final String DELETE_KEY = "DELETE FROM keystile_key WHERE id = ? AND version = ?";
    static final String INSERT_WORKSPACE = insert("keystile_workspace", WorkspaceRow.COLUMNS);
    static final String REPLACE_WORKSPACE = replace("keystile_workspace", WorkspaceRow.COLUMNS);

    static final String FACTS = "SELECT facts FROM keystile_facts WHERE id = 1";
    static final String LOCK_FACTS = FACTS + " FOR UPDATE";
    static final String INSERT_FACTS = "INSERT INTO keystile_facts (id, facts) VALUES (1, ?)";
    static final String REPLACE_FACTS = "UPDATE keystile_facts SET facts = ? WHERE id = 1";
    static final String DELETE_FACTS = "DELETE FROM keystile_facts WHERE id = 1";

    /** Returns the schema of the tables, if they have all triggers of PostgreSQL that tell changes. */
    static final String SCHEMA_OF_TRIGGERS = "SELECT n.nspname FROM pg_catalog.pg_trigger t"
            + " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE t.tgrelid IN (to_regclass('keystile_key'), to_regclass('keystile_workspace'))"
            + " AND t.tgname LIKE 'keystile%told' AND t.tgenabled IN ('O', 'A') GROUP BY n.nspname HAVING COUNT(*) = 4";

    static final String INSERT_CHANGE = "INSERT INTO keystile_change (what) VALUES (?)";
    static final String CHANGE_COUNT = "SELECT number FROM keystile_change_count";
    static final String LOCK_CHANGE_COUNT = CHANGE_COUNT + " WHERE id = 1 FOR UPDATE";
    static final String SET_CHANGE_COUNT = "UPDATE keystile_change_count SET number = ? WHERE id = 1";
    static final String UNNUMBERED_CHANGES = "SELECT id FROM keystile_change WHERE number IS NULL ORDER BY id LIMIT ?";
    static final String NUMBER_CHANGE = "UPDATE keystile_change SET number = ? WHERE id = ? AND number IS NULL";
    static final String CHANGES = "SELECT number, what FROM keystile_change WHERE number > ? ORDER BY number LIMIT ?";
    static final String OLD_CHANGES = "SELECT id, number FROM keystile_change"
            + " WHERE id <= (SELECT MAX(id) FROM keystile_change) - ? ORDER BY id LIMIT ?";
    static final String DELETE_CHANGE = "DELETE FROM keystile_change WHERE id = ?";

    static final String TOUCH = "UPDATE keystile_key SET last_used_at = ?, last_used_from = ?"
            + " WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)";

    static final String USAGE_OF_KEY = usageOf("key_id = ?");
    static final String USAGE_OF_WORKSPACE = usageOf("workspace = ?");

    /** Rows that an earlier version wrote have no origin; those of the first key count. */
    static final String USAGE_OF_LINEAGE = usageOf("(origin = ? OR (origin IS NULL AND key_id = ?))");

    /** The columns that {@link AuditTables#read} reads. */
    static final String AUDIT = columns("a.%s", AUDIT_COLUMNS);

    static final String INSERT_AUDIT = insert("keystile_audit", AUDIT_COLUMNS);
    static final String AUDIT_FROM =
            "SELECT " + AUDIT + " FROM keystile_audit a WHERE a.workspace = ? AND a.seq >= ? ORDER BY a.seq LIMIT ?";
    static final String LAST_AUDIT_SEQ = "SELECT seq FROM keystile_audit WHERE workspace = ? ORDER BY seq DESC LIMIT 1";

    /** Locking reads, as {@link #LOCK_KEY}: what is deleted must be decided by the present. */
    static final String LOCK_AUDIT_HASH = "SELECT hash FROM keystile_audit WHERE workspace = ? AND seq = ? FOR UPDATE";

    static final String LOCK_FIRST_AUDIT_SINCE = "SELECT seq FROM keystile_audit"
            + " WHERE workspace = ? AND changed_at >= ? ORDER BY seq LIMIT 1 FOR UPDATE";
    static final String DELETE_AUDIT = "DELETE FROM keystile_audit WHERE workspace = ? AND seq = ?";
    static final String DELETE_AUDIT_BEFORE = "DELETE FROM keystile_audit WHERE workspace = ? AND seq < ?";
    static final String AUDITED_WORKSPACES =
            "SELECT workspace FROM keystile_audit_chain UNION SELECT workspace FROM keystile_audit";

    static final String FIND_CHAIN =
            "SELECT workspace, first_seq, anchor, last_seq, head FROM keystile_audit_chain WHERE workspace = ?";
    static final String LOCK_CHAIN = FIND_CHAIN + " FOR UPDATE";
    static final String REPLACE_CHAIN = "UPDATE keystile_audit_chain"
            + " SET first_seq = ?, anchor = ?, last_seq = ?, head = ? WHERE workspace = ?";
    static final String WORKSPACE_OF_KEY = "SELECT workspace FROM keystile_key WHERE id = ?";
    static final String TOP_USAGE = "SELECT key_id, SUM(calls) AS total FROM keystile_usage"
            + " WHERE workspace = ? AND outcome = ? AND hour_start >= ? AND hour_start < ?"
            + " GROUP BY key_id ORDER BY total DESC, key_id LIMIT ?";

    static final String FIRST_HOUR_OF_USAGE =
            "SELECT hour_start FROM keystile_usage WHERE hour_start < ? ORDER BY hour_start LIMIT 1";
    static final String DELETE_HOUR_OF_USAGE = "DELETE FROM keystile_usage WHERE hour_start = ?";

    private Sql() {}

    /** Returns the statement that reads the hours of {@code count} keys. */
    static String usageOfKeys(int count) {
        return "SELECT key_id, hour_start, outcome, calls FROM keystile_usage WHERE key_id IN (" + parameters(count)
                + ") AND hour_start >= ? AND hour_start < ?";
    }

    /** Returns the statement that sums up the calls of {@code count} keys by outcome. */
    static String usageTotals(int count) {
        return "SELECT key_id, outcome, SUM(calls) AS calls FROM keystile_usage WHERE key_id IN (" + parameters(count)
                + ") AND hour_start >= ? AND hour_start < ? GROUP BY key_id, outcome";
    }

    static String parameters(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static String usageOf(String condition) {
        return "SELECT hour_start, outcome, SUM(calls) AS calls FROM keystile_usage WHERE " + condition
                + " AND hour_start >= ? AND hour_start < ?"
                + " GROUP BY hour_start, outcome ORDER BY hour_start, outcome";
    }

    /** Returns the statement that reads the last uses of {@code count} keys. */
    static String lastUses(int count) {
        return "SELECT id, last_used_at, last_used_from FROM keystile_key"
                + " WHERE last_used_at IS NOT NULL AND id IN (" + parameters(count) + ")";
    }

    static String columns(String format, List<String> columns) {
        return columns.stream().map(format::formatted).collect(joining(", "));
    }

    static String insert(String table, List<String> columns) {
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + parameters(columns.size())
                + ")";
    }

    /** The parameters are the values of all columns, then the id, then the version to be replaced. */
    static String replace(String table, List<String> columns) {
        return "UPDATE " + table + " SET " + columns("%s = ?", columns) + " WHERE id = ? AND version = ?";
    }
}
