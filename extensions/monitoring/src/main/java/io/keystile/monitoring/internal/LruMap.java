package io.keystile.monitoring.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A map of bounded size that evicts the least recently used entry. Not thread-safe. */
public final class LruMap<K, V> {
    private static final int INITIAL_CAPACITY = 64;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<K, V> entries;

    /** Creates an empty map that holds at most {@code maxSize} entries. */
    public LruMap(int maxSize) {
        this.entries = new LinkedHashMap<>(INITIAL_CAPACITY, LOAD_FACTOR, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > maxSize;
            }
        };
    }

    /** Returns the value of {@code key}. If there is none, adds the one that {@code initial} returns. */
    public V getOrCreate(K key, Supplier<V> initial) {
        V value = entries.get(key);
        if (value == null) {
            value = initial.get();
            entries.put(key, value);
        }
        return value;
    }

    /** Returns the value of {@code key}, which counts as a use; null if there is none. */
    @Nullable
    public V find(K key) {
        return entries.get(key);
    }

    /** Sets the value of {@code key}. */
    public void put(K key, V value) {
        entries.put(key, value);
    }

    /** Removes all entries. */
    public void clear() {
        entries.clear();
    }

    /** Returns the number of entries. */
    public int size() {
        return entries.size();
    }
}
