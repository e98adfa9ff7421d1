package io.keystile.store;

import io.keystile.model.AuditEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store whose audit entries are kept by another, which receives them after each change. Thread-safe. */
final class StoreWithAudit extends ForwardingApiKeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStore.class);

    private final ApiKeyStore store;
    private final AuditStore audit;

    StoreWithAudit(ApiKeyStore store, AuditStore audit) {
        this.store = store;
        this.audit = audit;
    }

    @Override
    protected ApiKeyStore delegate() {
        return store;
    }

    @Override
    public Optional<AuditStore> audit() {
        return Optional.of(audit);
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        List<StoreWrite> changes = new ArrayList<>();
        List<AuditEntry> entries = new ArrayList<>();
        int keep = Integer.MAX_VALUE;
        for (StoreWrite write : writes) {
            if (write instanceof StoreWrite.AppendAudit append) {
                entries.add(append.entry());
                keep = append.keep();
            } else {
                changes.add(write);
            }
        }
        boolean written = store.write(changes);
        if (written && !entries.isEmpty()) {
            int kept = keep;
            store.afterCommit(() -> append(entries, kept));
        }
        return written;
    }

    /** The change is made, so a failure here must not look like a failure of the change. */
    private void append(List<AuditEntry> entries, int keep) {
        try {
            audit.append(entries, keep);
        } catch (RuntimeException e) {
            LOG.error("The audit entries of a change could not be stored: {}", entries, e);
        }
    }
}
