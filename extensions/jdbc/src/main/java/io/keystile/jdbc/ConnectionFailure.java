package io.keystile.jdbc;

import io.keystile.store.StoreException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says why there is no connection, and what to check. Repeats no message of a driver or a pool, in none of its causes:
 * these quote the URL, which may hold a password.
 */
final class ConnectionFailure {
    private static final int MAX_CAUSES = 10;

    private ConnectionFailure() {}

    static StoreException of(Throwable e) {
        List<Throwable> chain = chainOf(e);
        String kinds = chain.stream()
                .map(cause -> cause.getClass().getSimpleName())
                .distinct()
                .collect(Collectors.joining(", "));
        SQLException sql = mostTelling(chain);
        String details =
                kinds + (sql == null ? "" : ", SQLState " + sql.getSQLState() + ", code " + sql.getErrorCode());
        return new StoreException(
                "No connection to the database is available (" + details + ")" + remedy(chain, sql),
                withoutMessages(chain, sql));
    }

    private static List<Throwable> chainOf(Throwable e) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = e; cause != null && chain.size() < MAX_CAUSES; cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    /** Returns the first exception with an SQLState, or the first of all; null if there is none. */
    private static @Nullable SQLException mostTelling(List<Throwable> chain) {
        List<SQLException> all = chain.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .toList();
        return all.stream().filter(e -> e.getSQLState() != null).findFirst().orElse(all.isEmpty() ? null : all.get(0));
    }

    private static String remedy(List<Throwable> chain, @Nullable SQLException sql) {
        String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
        int code = sql == null ? 0 : sql.getErrorCode();
        if (state.equals("90020")) {
            return "; another process has this H2 database open: end it, or let both connect to an H2 server";
        }
        if (state.startsWith("28")) {
            return "; the database refuses the user or the password";
        }
        if (state.equals("3D000") || code == 1049 || code == 90146) {
            return "; the server has no database of this name";
        }
        if (state.equals("53300") || code == 1040) {
            return "; the server has no more connections: make the pools smaller, or raise the server's limit";
        }
        if (String.valueOf(chain.get(chain.size() - 1).getMessage()).startsWith("No suitable driver")) {
            return "; no driver on the class path knows this URL";
        }
        boolean network = chain.stream().anyMatch(IOException.class::isInstance);
        if (network || state.startsWith("08")) {
            return "; check that the database is up and can be reached, and host and port in its URL";
        }
        return "; all connections of the pool are in use, it is closed, or the database does not answer";
    }

    /** Returns the exceptions with their stack traces, each with its kind in place of its message. */
    private static SQLException withoutMessages(List<Throwable> chain, @Nullable SQLException sql) {
        @Nullable Throwable cause = null;
        for (int i = chain.size() - 1; i > 0; i--) {
            Throwable copy = new Exception(chain.get(i).getClass().getName(), cause);
            copy.setStackTrace(chain.get(i).getStackTrace());
            cause = copy;
        }
        SQLException first = new SQLException(
                chain.get(0).getClass().getName(),
                sql == null ? null : sql.getSQLState(),
                sql == null ? 0 : sql.getErrorCode(),
                cause);
        first.setStackTrace(chain.get(0).getStackTrace());
        return first;
    }
}
