package io.keystile.jdbc;

import java.sql.SQLException;

/** A commit failed in a way that does not tell whether it was done. */
final class UnknownOutcomeException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(SQLException commit) {
        super(commit.getMessage(), commit.getSQLState(), commit.getErrorCode(), commit);
    }
}
