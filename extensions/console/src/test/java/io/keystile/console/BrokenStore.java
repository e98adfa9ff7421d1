package io.keystile.console;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.util.List;

/** A store in memory that a test can break. */
final class BrokenStore extends ForwardingApiKeyStore {
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private volatile boolean broken;
    private volatile boolean writesFail;

    void breakDown() {
        broken = true;
    }

    /** Reads go on, and no change can be stored. */
    void refuseWrites() {
        writesFail = true;
    }

    void repair() {
        broken = false;
        writesFail = false;
    }

    @Override
    protected ApiKeyStore delegate() {
        if (broken) {
            throw new StoreException("the database at db-7.internal is down");
        }
        return store;
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        if (writesFail) {
            throw new StoreException("the disk of db-7.internal is full");
        }
        return super.write(writes);
    }
}
