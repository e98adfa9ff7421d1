package io.keystile.benchmarks.lookup;

import io.keystile.key.KeyId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What is measured. */
enum Lookup {
    /** {@link io.keystile.jdbc.JdbcApiKeyStore#find}, which returns a key's record and its workspace's. */
    LOOKUP("lookup") {
        @Override
        void find(KeysInPostgres keys, String id) {
            if (keys.store.find(new KeyId(id)).isEmpty()) {
                throw new IllegalStateException("The key was not found");
            }
        }
    },

    /** A plain {@code SELECT} of the key's row by its primary key, with all columns read as text. */
    SELECT("select") {
        private static final String SQL = "SELECT id, version, workspace, environment, hash, status,"
                + " revocation_reason, name, plan, limits, permissions, allowlist, metadata, created_at, created_by,"
                + " expires_at, origin, predecessor, successor, retires_at, until_successor_is_used, owner, tags,"
                + " services FROM keystile_key WHERE id = ?";
        private static final int COLUMNS = 24;

        @Override
        void find(KeysInPostgres keys, String id) throws SQLException {
            try (Connection connection = keys.pool.getConnection();
                    PreparedStatement statement = connection.prepareStatement(SQL)) {
                statement.setString(1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    String[] row = new String[COLUMNS];
                    if (!rows.next()) {
                        throw new IllegalStateException("The key was not found");
                    }
                    for (int column = 0; column < COLUMNS; column++) {
                        row[column] = rows.getString(column + 1);
                    }
                    if (!id.equals(row[0])) {
                        throw new IllegalStateException("Another key was found");
                    }
                }
            }
        }
    };

    /** The name in the results. */
    final String label;

    Lookup(String label) {
        this.label = label;
    }

    /** Looks a key up in the database. */
    abstract void find(KeysInPostgres keys, String id) throws SQLException;
}
