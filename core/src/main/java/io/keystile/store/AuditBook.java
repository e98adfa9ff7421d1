package io.keystile.store;

import io.keystile.model.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Audit entries in memory. Any number of threads read without a lock while one writes. */
final class AuditBook {
    private final ConcurrentMap<String, Kept> chains = new ConcurrentHashMap<>();

    /** A chain with its entries in the order of their numbers. Never changed. */
    private record Kept(AuditChain chain, List<ChainedEntry> entries) {
        static Kept empty(String workspace) {
            return new Kept(AuditChain.empty(workspace), List.of());
        }

        Kept with(List<AuditEntry> added) {
            AuditChain end = chain;
            List<ChainedEntry> all = new ArrayList<>(entries);
            long number = all.isEmpty() ? end.last() : Math.max(end.last(), last().number());
            for (AuditEntry entry : added) {
                ChainedEntry next = ChainedEntry.after(end.head(), ++number, entry);
                all.add(next);
                end = end.endingWith(next);
            }
            return new Kept(end, all);
        }

        private ChainedEntry last() {
            return entries.get(entries.size() - 1);
        }

        /** Returns this without the first {@code count} entries. */
        Kept without(int count) {
            if (count == 0) {
                return this;
            }
            ChainedEntry lastDeleted = entries.get(count - 1);
            return new Kept(
                    chain.startingAt(lastDeleted.number() + 1, lastDeleted.hash()),
                    new ArrayList<>(entries.subList(count, entries.size())));
        }

        /** Returns the number of entries before the first that is not older than {@code time}. */
        int olderThan(Instant time) {
            int count = 0;
            while (count < entries.size() && entries.get(count).entry().time().isBefore(time)) {
                count++;
            }
            return count;
        }
    }

    /**
     * Appends the entries among the writes, and deletes those beyond the number to keep. For one writer at a time.
     *
     * @param most how many entries of a workspace to keep at most, whatever the writes say
     */
    void append(List<StoreWrite> writes, int most) {
        Map<String, List<AuditEntry>> added = new LinkedHashMap<>();
        Map<String, Integer> keep = new LinkedHashMap<>();
        for (StoreWrite write : writes) {
            if (write instanceof StoreWrite.AppendAudit append) {
                added.computeIfAbsent(append.entry().workspace(), unused -> new ArrayList<>())
                        .add(append.entry());
                keep.put(append.entry().workspace(), append.keep());
            }
        }
        added.forEach((workspace, entries) -> {
            Kept all = chains.getOrDefault(workspace, Kept.empty(workspace)).with(entries);
            int bound = Math.min(most, keep.getOrDefault(workspace, most));
            chains.put(workspace, all.without(Math.max(0, all.entries().size() - bound)));
        });
    }

    List<ChainedEntry> list(AuditQuery query) {
        return chains.values().stream()
                .flatMap(kept -> kept.entries().stream())
                .filter(query::matches)
                .sorted(AuditQuery.order())
                .limit(query.limit())
                .toList();
    }

    List<ChainedEntry> entriesFrom(String workspace, long from, int limit) {
        return chains.getOrDefault(workspace, Kept.empty(workspace)).entries().stream()
                .filter(entry -> entry.number() >= from)
                .limit(limit)
                .toList();
    }

    Optional<AuditChain> findChain(String workspace) {
        return Optional.ofNullable(chains.get(workspace)).map(Kept::chain);
    }

    Set<String> workspaces() {
        return Collections.unmodifiableSet(new TreeSet<>(chains.keySet()));
    }

    /** Deletes the oldest entries of each workspace, and returns their number. For one writer at a time. */
    long deleteBefore(Instant time) {
        long deleted = 0;
        for (Map.Entry<String, Kept> each : chains.entrySet()) {
            int count = each.getValue().olderThan(time);
            deleted += count;
            each.setValue(each.getValue().without(count));
        }
        return deleted;
    }

    /** Adds a chain as a file contains it, before its entries. */
    void load(AuditChain chain) {
        chains.put(chain.workspace(), new Kept(chain, new ArrayList<>()));
    }

    /** Adds an entry as a file contains it, in the order of the numbers; it is not verified. */
    void load(ChainedEntry entry) {
        String workspace = entry.entry().workspace();
        List<ChainedEntry> entries = chains.computeIfAbsent(
                        workspace, id -> new Kept(AuditChain.empty(id), new ArrayList<>()))
                .entries();
        entries.add(entry);
    }

    /** Returns all chains, by workspace. */
    List<AuditChain> allChains() {
        return new TreeMap<>(chains).values().stream().map(Kept::chain).toList();
    }

    /** Returns all entries, by workspace and number. */
    List<ChainedEntry> allEntries() {
        return new TreeMap<>(chains)
                .values().stream().flatMap(kept -> kept.entries().stream()).toList();
    }

    /** Returns an independent copy. */
    AuditBook copy() {
        AuditBook copy = new AuditBook();
        copy.chains.putAll(chains);
        return copy;
    }
}
