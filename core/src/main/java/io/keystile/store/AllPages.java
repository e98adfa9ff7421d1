package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One iteration over all pages of a query; see {@link ApiKeyStore#forEachKey}. The last pages are read twice, because
 * nodes whose clocks are behind insert keys before the current position. For one thread.
 */
final class AllPages {
    /** The largest difference between the clocks of two nodes for which no key is skipped. */
    static final Duration MAX_CLOCK_SKEW = Duration.ofHours(1);

    /** An id that sorts before every other id. */
    private static final KeyId FIRST_ID = new KeyId("-");

    private final ApiKeyStore store;
    private final KeyQuery query;
    private final Consumer<ApiKeyRecord> action;
    private final Instant begin;
    /** The ids passed to the action, of keys created since {@link #startOfRecent}, by time of creation. */
    private final TreeMap<Instant, Set<KeyId>> recent = new TreeMap<>();

    /**
     * Creates an iteration.
     *
     * @param begin the time now, by this node's clock
     */
    AllPages(ApiKeyStore store, KeyQuery query, Consumer<ApiKeyRecord> action, Instant begin) {
        if (query.descending()) {
            throw new IllegalArgumentException("All keys are read oldest first; the query must not be newest first");
        }
        this.store = store;
        this.query = query;
        this.action = action;
        this.begin = begin;
    }

    void read() {
        readFrom(query);
        if (!recent.isEmpty()) {
            readFrom(query.after(secondStart()));
        }
    }

    /** Returns the position before all recent keys, or the query's own position if that is later. */
    private KeyQuery.Position secondStart() {
        KeyQuery.Position start = new KeyQuery.Position(startOfRecent(), FIRST_ID);
        KeyQuery.Position after = query.after();
        return after != null && !after.createdAt().isBefore(start.createdAt()) ? after : start;
    }

    /** Keys that are inserted from now on are created later, unless a node's clock is further behind than allowed. */
    private Instant startOfRecent() {
        Instant latest = recent.lastKey();
        return (latest.isBefore(begin) ? latest : begin).minus(MAX_CLOCK_SKEW);
    }

    private void readFrom(KeyQuery first) {
        List<ApiKeyRecord> page = store.list(first);
        while (!page.isEmpty()) {
            page.forEach(this::pass);
            page = store.list(query.after(page.get(page.size() - 1)));
        }
    }

    private void pass(ApiKeyRecord key) {
        if (recent.computeIfAbsent(key.createdAt(), time -> new HashSet<>()).add(key.id())) {
            action.accept(key);
            recent.headMap(startOfRecent()).clear();
        }
    }
}
