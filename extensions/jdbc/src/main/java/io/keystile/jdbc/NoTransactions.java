package io.keystile.jdbc;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** See {@link Transactions#none}. */
enum NoTransactions implements Transactions {
    INSTANCE;

    @Override
    public @Nullable Connection current() {
        return null;
    }

    @Override
    public void afterCommit(Runnable action) {
        throw new IllegalStateException("There is no transaction");
    }
}
