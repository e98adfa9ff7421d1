package io.keystile.monitoring.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a rule remembers of each of those it watches; whoever was seen least recently is forgotten first. For one thread. */
public final class RuleTable<K, V> {
    private static final int INITIAL = 64;
    private static final float LOAD = 0.75f;

    private final Map<K, V> rows;

    public RuleTable(int max) {
        this.rows = new LinkedHashMap<>(INITIAL, LOAD, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    /** Returns the row of {@code key}, which is made if there is none. */
    public V row(K key, Supplier<V> absent) {
        V row = rows.get(key);
        if (row == null) {
            row = absent.get();
            rows.put(key, row);
        }
        return row;
    }

    @Nullable
    public V find(K key) {
        return rows.get(key);
    }

    public void clear() {
        rows.clear();
    }

    public int size() {
        return rows.size();
    }
}
