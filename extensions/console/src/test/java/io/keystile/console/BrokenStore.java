package io.keystile.console;

import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.util.List;
import java.util.Optional;

/** A store in memory that a test can break. */
final class BrokenStore extends ForwardingApiKeyStore {
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private volatile boolean broken;
    private volatile boolean writesFail;
    private volatile boolean breaksAfterWriting;
    private volatile boolean findsFail;

    void breakDown() {
        broken = true;
    }

    /** Reads go on, and no change can be stored. */
    void refuseWrites() {
        writesFail = true;
    }

    /** The next change is stored, and then no key can be found. */
    void breakDownAfterWriting() {
        breaksAfterWriting = true;
    }

    void repair() {
        broken = false;
        writesFail = false;
        breaksAfterWriting = false;
        findsFail = false;
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
        boolean written = super.write(writes);
        findsFail = breaksAfterWriting;
        return written;
    }

    @Override
    public Optional<ResolvedKey> findInTransaction(KeyId id) {
        if (findsFail) {
            throw new StoreException("the database at db-7.internal is down");
        }
        return super.findInTransaction(id);
    }
}
