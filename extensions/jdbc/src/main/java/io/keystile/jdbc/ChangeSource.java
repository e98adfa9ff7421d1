package io.keystile.jdbc;

import io.keystile.store.StoreChange;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Receives changes from one kind of database. Used by one thread at a time. */
interface ChangeSource {
    /** See {@link io.keystile.store.ChangeFeed#receive}. */
    void receive(Consumer<StoreChange> listener) throws SQLException;

    /** Gives the connection back, if the source keeps one. The next call would connect again. */
    void release();
}
