package io.keystile.store;

import io.keystile.model.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The audit entries of a {@link RecordsStore}. Thread-safe. */
final class RecordsAudit implements AuditStore {
    private final RecordsStore store;

    RecordsAudit(RecordsStore store) {
        this.store = store;
    }

    @Override
    public void append(List<AuditEntry> entries, int keep) {
        List<StoreWrite> writes = entries.stream()
                .<StoreWrite>map(entry -> new StoreWrite.AppendAudit(entry, keep))
                .toList();
        store.change(records -> records.write(writes, store.mostAudit()), List.of());
    }

    @Override
    public List<ChainedEntry> list(AuditQuery query) {
        return store.records().audit().list(query);
    }

    @Override
    public List<ChainedEntry> entriesFrom(String workspace, long from, int limit) {
        return store.records().audit().entriesFrom(workspace, from, limit);
    }

    @Override
    public Optional<AuditChain> findChain(String workspace) {
        return store.records().audit().findChain(workspace);
    }

    @Override
    public Set<String> workspaces() {
        return store.records().audit().workspaces();
    }

    @Override
    public long deleteBefore(Instant time) {
        long[] deleted = new long[1];
        store.change(
                records -> {
                    deleted[0] = records.audit().deleteBefore(time);
                    return deleted[0] > 0;
                },
                List.of());
        return deleted[0];
    }
}
