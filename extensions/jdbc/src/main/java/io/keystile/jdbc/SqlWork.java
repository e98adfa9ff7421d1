package io.keystile.jdbc;

import java.sql.SQLException;

/** What is done with a connection; it neither closes it nor ends the transaction. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Session session) throws SQLException;
}
