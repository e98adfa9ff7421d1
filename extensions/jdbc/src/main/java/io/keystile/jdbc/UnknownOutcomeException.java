package io.keystile.jdbc;

import java.sql.SQLException;

/** Thrown if a commit failed and it is unknown whether the transaction was committed. */
final class UnknownOutcomeException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(SQLException commit) {
        super(commit.getMessage(), commit.getSQLState(), commit.getErrorCode(), commit);
    }
}
