package io.keystile.store;

import io.keystile.store.AuditVerification.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies one chain, from its first entry to its last, and stops at the first fault. For one thread. */
final class ChainWalk {
    /** More often than entries are deleted while a page is read. */
    private static final int MAX_TRIES = 10;

    private final AuditStore store;
    private final AuditChain chain;
    private final List<AuditChain> known;
    private long entries;
    private long next;
    private String previous;
    private @Nullable Fault fault;

    private ChainWalk(AuditStore store, AuditChain chain, List<AuditChain> known) {
        this.store = store;
        this.chain = chain;
        this.known = known;
        this.next = chain.first();
        this.previous = chain.anchor();
    }

    /** Walks a chain; again, if its first entries were deleted meanwhile. */
    static ChainWalk of(AuditStore store, String workspace, List<AuditChain> known) {
        for (int tries = 1; ; tries++) {
            ChainWalk walk = new ChainWalk(store, chain(store, workspace), known);
            walk.walk();
            AuditChain end = chain(store, workspace);
            walk.compareWithEnd(end);
            if (walk.fault == null || tries == MAX_TRIES || end.first() == walk.chain.first()) {
                return walk;
            }
        }
    }

    private static AuditChain chain(AuditStore store, String workspace) {
        return store.findChain(workspace).orElseGet(() -> AuditChain.empty(workspace));
    }

    AuditChain chain() {
        return chain;
    }

    long entries() {
        return entries;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    private void walk() {
        compareWithKnown(chain.first() - 1, chain.anchor());
        requireContinuation();
        long from = 1;
        while (fault == null) {
            List<ChainedEntry> page = store.entriesFrom(chain.workspace(), from, AuditQuery.MAX_LIMIT);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(this::visit);
            from = page.get(page.size() - 1).number() + 1;
        }
    }

    private void visit(ChainedEntry entry) {
        if (fault != null) {
            return;
        }
        entries++;
        if (entry.number() > next) {
            report(next, "is missing");
        } else if (entry.number() < next) {
            report(entry.number(), "should have been deleted: the chain begins with " + chain.first());
        } else if (!entry.follows(previous) || !entry.entry().workspace().equals(chain.workspace())) {
            report(next, "does not follow the one before: one of them was changed, moved or replaced");
        } else {
            previous = entry.hash();
            next++;
            compareWithKnown(entry.number(), entry.hash());
            if (entry.number() == chain.last() && !entry.hash().equals(chain.head())) {
                report(entry.number(), "is not the one that the chain ended with");
            }
        }
    }

    private void compareWithKnown(long number, String hash) {
        boolean differs = known.stream()
                .anyMatch(earlier -> earlier.last() == number && !earlier.head().equals(hash));
        if (differs) {
            report(number, "is not the one that is known from an earlier verification");
        }
    }

    /** A chain that begins later than the latest known one ended could be any other: nothing of both is the same. */
    private void requireContinuation() {
        long latest = known.stream().mapToLong(AuditChain::last).max().orElse(0);
        if (latest > 0 && latest < chain.first() - 1) {
            report(
                    chain.first(),
                    "cannot be compared with an earlier verification, which knew entries up to " + latest
                            + ": those in between were deleted");
        }
    }

    private void compareWithEnd(AuditChain end) {
        long last = next - 1;
        if (last < chain.last()) {
            report(next, "is missing: the chain ends with " + chain.last());
        } else if (last > end.last()) {
            report(end.last() + 1, "does not belong to the chain, which ends with " + end.last());
        }
        known.stream()
                .filter(earlier -> earlier.last() > last)
                .findFirst()
                .ifPresent(earlier ->
                        report(next, "is missing: an earlier verification knew entries up to " + earlier.last()));
    }

    private void report(long number, String problem) {
        if (fault == null) {
            fault = new Fault(chain.workspace(), number, "entry " + number + " " + problem);
        }
    }
}
