package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.store.LastUse;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads and writes the last uses of keys. No other statement writes their two columns. */
final class LastUses {
    private static final int MAX_BATCH = 1_000;

    private final Sessions sessions;
    private final Dialect dialect;
    private final KeyRow rows;

    LastUses(Sessions sessions, Dialect dialect, KeyRow rows) {
        this.sessions = sessions;
        this.dialect = dialect;
        this.rows = rows;
    }

    /**
     * Writes each use that is later than the stored one. Rows are locked in the order of their ids, to avoid deadlocks.
     */
    void write(Map<KeyId, LastUse> uses) {
        List<@Nullable Object[]> sorted = new TreeMap<>(uses)
                .entrySet().stream()
                        .map(use -> values(use.getKey(), use.getValue()))
                        .toList();
        forEachBatch(sorted, batch -> sessions.transact("write last uses", session -> session.batch(Sql.TOUCH, batch)));
    }

    private @Nullable Object[] values(KeyId id, LastUse use) {
        Object at = dialect.time(use.at());
        String from = use.address() == null ? null : use.address().toString();
        return new @Nullable Object[] {at, from, id.value(), at};
    }

    Map<KeyId, LastUse> read(Collection<KeyId> ids) {
        Map<KeyId, LastUse> found = new HashMap<>();
        List<String> values = ids.stream().map(KeyId::value).distinct().toList();
        forEachBatch(values, batch -> readBatch(batch).forEach(use -> found.put(use.getKey(), use.getValue())));
        return Collections.unmodifiableMap(found);
    }

    private List<Map.Entry<KeyId, LastUse>> readBatch(List<String> ids) {
        return sessions.read(
                "read last uses",
                session -> session.query(
                        Sql.lastUses(ids.size()),
                        row -> Map.entry(new KeyId(row.getString("id")), rows.readLastUse(row)),
                        ids.toArray()));
    }

    private static <T> void forEachBatch(List<T> all, Consumer<List<T>> use) {
        for (int from = 0; from < all.size(); from += MAX_BATCH) {
            use.accept(all.subList(from, Math.min(from + MAX_BATCH, all.size())));
        }
    }
}
