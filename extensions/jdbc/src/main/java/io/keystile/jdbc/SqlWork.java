package io.keystile.jdbc;

import java.sql.SQLException;

/** Work on a session. It neither closes the connection nor ends the transaction. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Session session) throws SQLException;
}
