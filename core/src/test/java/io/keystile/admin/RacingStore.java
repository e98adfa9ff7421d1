package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** A store in which somebody else is always a moment faster, or that fails. For one thread. */
final class RacingStore extends ForwardingApiKeyStore {
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final Queue<UnaryOperator<ApiKeyRecord>> changes = new ArrayDeque<>();
    private boolean down;
    private int pagesLeft = Integer.MAX_VALUE;

    /** Lets this change be made by somebody else right before the next replacement that has none yet. */
    void changeBeforeReplacement(UnaryOperator<ApiKeyRecord> change) {
        changes.add(change);
    }

    void failFromNowOn() {
        down = true;
    }

    void failAfterPages(int pages) {
        pagesLeft = pages;
    }

    void recover() {
        down = false;
        pagesLeft = Integer.MAX_VALUE;
    }

    /** Returns the next version of a record, active, under another name. */
    static UnaryOperator<ApiKeyRecord> renamed(String name) {
        return record -> record.withSettings(ApiKeySettings.named(name));
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        for (StoreWrite write : writes) {
            boolean replaces = write instanceof StoreWrite.ReplaceKey || write instanceof StoreWrite.DeleteKey;
            UnaryOperator<ApiKeyRecord> change = replaces ? changes.poll() : null;
            if (change != null) {
                KeyId id = ((StoreChange.OfKey) write.change()).id();
                if (!store.replace(change.apply(find(id).orElseThrow().key()))) {
                    throw new AssertionError("The change that comes between was not made");
                }
            }
        }
        return super.write(writes);
    }

    @Override
    public List<ApiKeyRecord> list(KeyQuery query) {
        if (pagesLeft-- == 0) {
            failFromNowOn();
        }
        return super.list(query);
    }

    @Override
    protected ApiKeyStore delegate() {
        if (down) {
            throw new StoreException("down");
        }
        return store;
    }
}
