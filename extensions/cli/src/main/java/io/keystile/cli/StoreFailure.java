package io.keystile.cli;

import io.keystile.store.StoreException;
import java.sql.SQLException;

/** Explains store failures to the user. */
final class StoreFailure {
    private StoreFailure() {}

    /** Returns the failure's message. For a database, a hint follows that depends on the class of the SQLState. */
    static String explain(StoreException failure) {
        return failure.getMessage() + hint(stateOf(failure));
    }

    private static String stateOf(StoreException failure) {
        return failure.getCause() instanceof SQLException cause && cause.getSQLState() != null
                ? cause.getSQLState()
                : "";
    }

    private static String hint(String state) {
        if (state.startsWith("28")) {
            return "; check KEYSTILE_DB_USER and KEYSTILE_DB_PASSWORD";
        }
        return state.startsWith("42") ? "; \"schema create\" creates missing tables" : "";
    }
}
