package io.keystile;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store that counts what is asked of it, or that is down, or cannot read some keys. */
public final class CountingStore extends ForwardingApiKeyStore {
    public final List<Integer> touches = new ArrayList<>();
    public int finds;
    public boolean down;

    /** What goes on while a key is looked up. */
    public Runnable whileFinding = () -> {};

    public final Set<KeyId> unreadable = new HashSet<>();
    /** What goes on while uses are written. */
    public Runnable meanwhile = () -> {};

    private final ApiKeyStore store;

    public CountingStore(ApiKeyStore store) {
        this.store = store;
    }

    @Override
    protected ApiKeyStore delegate() {
        if (down) {
            throw new StoreException("down");
        }
        return store;
    }

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        countFind(id);
        return super.find(id);
    }

    @Override
    public Optional<ResolvedKey> findInTransaction(KeyId id) {
        countFind(id);
        return super.findInTransaction(id);
    }

    @Override
    public Optional<ApiKeyRecord> findForUpdate(KeyId id) {
        countFind(id);
        return super.findForUpdate(id);
    }

    private void countFind(KeyId id) {
        finds++;
        whileFinding.run();
        if (unreadable.contains(id)) {
            throw new StoreException("damaged");
        }
    }

    @Override
    public void touch(Map<KeyId, LastUse> uses) {
        meanwhile.run();
        super.touch(uses);
        touches.add(uses.size());
    }
}
