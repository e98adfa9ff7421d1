package io.keystile.admin;

import io.keystile.admin.AuditEvent.KeyAction;
import io.keystile.admin.AuditEvent.WorkspaceAction;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies the audit listeners of changes. Thread-safe. */
final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final ApiKeyStore store;
    private final InstantSource clock;
    private final List<AuditListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Creates a trail.
     *
     * @param store knows when a change is committed
     */
    AuditTrail(ApiKeyStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    void add(AuditListener listener) {
        listeners.add(listener);
    }

    void record(Actor actor, KeyAction action, @Nullable ApiKeyRecord before, @Nullable ApiKeyRecord after) {
        record(new AuditEvent.OfKey(clock.instant(), actor, action, before, after));
    }

    void record(Actor actor, WorkspaceAction action, @Nullable WorkspaceRecord before, WorkspaceRecord after) {
        record(new AuditEvent.OfWorkspace(clock.instant(), actor, action, before, after));
    }

    private void record(AuditEvent event) {
        store.afterCommit(() -> tell(event));
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
