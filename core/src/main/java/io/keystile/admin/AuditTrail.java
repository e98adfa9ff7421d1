package io.keystile.admin;

import io.keystile.admin.AuditEvent.KeyAction;
import io.keystile.admin.AuditEvent.WorkspaceAction;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreWrite;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the changes of records: stores each together with its audit entry, if the store keeps them, and then notifies
 * the audit listeners. Thread-safe.
 */
final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final ApiKeyStore store;
    private final InstantSource clock;
    private final int kept;
    private final List<AuditListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Creates a trail.
     *
     * @param kept how many of the newest entries of each workspace are kept; 0 to store none
     */
    AuditTrail(ApiKeyStore store, InstantSource clock, int kept) {
        if (kept < 0) {
            throw new IllegalArgumentException("The number of audit entries is 0 or more; got " + kept);
        }
        this.store = store;
        this.clock = clock;
        this.kept = kept;
    }

    void add(AuditListener listener) {
        listeners.add(listener);
    }

    AuditEvent event(Actor actor, KeyAction action, @Nullable ApiKeyRecord before, @Nullable ApiKeyRecord after) {
        return new AuditEvent.OfKey(clock.instant(), actor, action, before, after);
    }

    AuditEvent event(Actor actor, WorkspaceAction action, @Nullable WorkspaceRecord before, WorkspaceRecord after) {
        return new AuditEvent.OfWorkspace(clock.instant(), actor, action, before, after);
    }

    /** Makes one change; see {@link #write(List, List)}. */
    boolean write(StoreWrite change, AuditEvent event) {
        return write(List.of(change), List.of(event));
    }

    /**
     * Makes all changes and stores their audit entries, or does neither, and then tells the listeners of the events.
     *
     * @return false as in {@link ApiKeyStore#write}; then nothing has changed
     */
    boolean write(List<StoreWrite> changes, List<AuditEvent> events) {
        if (!store.write(withEntries(changes, events))) {
            return false;
        }
        events.forEach(event -> store.afterCommit(() -> tell(event)));
        return true;
    }

    private List<StoreWrite> withEntries(List<StoreWrite> changes, List<AuditEvent> events) {
        if (kept == 0 || store.audit().isEmpty()) {
            return changes;
        }
        List<StoreWrite> writes = new ArrayList<>(changes);
        events.forEach(event -> writes.add(new StoreWrite.AppendAudit(AuditEntries.of(event), kept)));
        return writes;
    }

    private void tell(AuditEvent event) {
        for (AuditListener listener : listeners) {
            try {
                listener.onChange(event);
            } catch (RuntimeException e) {
                LOG.warn("An audit listener failed to process {}", event, e);
            }
        }
    }
}
