package io.keystile.cache;

import io.keystile.concurrency.Interleavings;
import io.keystile.key.KeyId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A table of keys that grows and evicts nothing: each outcome is that of a map. */
public class RecentKeysLincheckTest {
    /** As many as fit into the table before it grows. */
    private static final int FULL = 64;

    private static final KeyId[] IDS = ids();

    /** The key that a reader of the short table does not find once the table has grown. */
    private static final int MOVED = 0;

    private static final int ADDED = FULL;

    /** An entry with a value. */
    private static final class Numbered extends RecentKeys.Entry<Numbered> {
        final int value;

        Numbered(KeyId id, int value) {
            super(id);
            this.value = value;
        }
    }

    private final RecentKeys<Numbered> keys = new RecentKeys<>(1_000);

    public RecentKeysLincheckTest() {
        for (int key = 0; key < FULL; key++) {
            insert(key, 0);
        }
    }

    /** Returns ids of which the first two share a chain until the table has grown. */
    private static KeyId[] ids() {
        List<KeyId> ids = new ArrayList<>();
        for (int i = 0; ids.size() <= FULL; i++) {
            KeyId id = new KeyId("k" + i);
            if (ids.size() != 1 || (id.hashCode() ^ ids.get(0).hashCode()) % (2 * FULL) == FULL) {
                ids.add(id);
            }
        }
        return ids.toArray(KeyId[]::new);
    }

    private void insert(int key, int value) {
        Numbered unused = keys.merge(new Numbered(IDS[key], value), (old, fresh) -> fresh);
    }

    private @Nullable Integer valueOf(int key) {
        Numbered found = keys.find(IDS[key]);
        return found == null ? null : found.value;
    }

    @Operation
    public void add() {
        insert(ADDED, 0);
    }

    @Operation
    public void replace() {
        insert(MOVED, 1);
    }

    @Operation
    public boolean remove() {
        return keys.remove(IDS[MOVED]);
    }

    @Operation
    public @Nullable Integer find() {
        return valueOf(MOVED);
    }

    @Operation
    public @Nullable Integer findAdded() {
        return valueOf(ADDED);
    }

    @Operation
    public int size() {
        return keys.size();
    }

    public static class ExactMap {
        private final Map<Integer, Integer> values = new HashMap<>();

        public ExactMap() {
            for (int key = 0; key < FULL; key++) {
                values.put(key, 0);
            }
        }

        public void add() {
            values.put(ADDED, 0);
        }

        public void replace() {
            values.put(MOVED, 1);
        }

        public boolean remove() {
            return values.remove(MOVED) != null;
        }

        public @Nullable Integer find() {
            return values.get(MOVED);
        }

        public @Nullable Integer findAdded() {
            return values.get(ADDED);
        }

        public int size() {
            return values.size();
        }
    }

    @Test
    void everyOutcomeIsThatOfAMap() {
        Interleavings.check(
                RecentKeysLincheckTest.class,
                ExactMap.class,
                List.of(""),
                List.of("add", "find findAdded", "replace", "remove"),
                "find findAdded size",
                40,
                2 * FULL); // the table grows by a loop over its chains
    }
}
