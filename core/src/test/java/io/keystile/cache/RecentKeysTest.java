package io.keystile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    private static final class NumberedEntry extends RecentKeys.Entry<NumberedEntry> {
        final int number;

        NumberedEntry(KeyId id, int number) {
            super(id);
            this.number = number;
        }
    }

    private static KeyId id(int number) {
        return new KeyId("k" + number);
    }

    private static void put(RecentKeys<NumberedEntry> keys, int key, int number) {
        keys.merge(new NumberedEntry(id(key), number), (old, fresh) -> fresh);
    }

    private static @Nullable Integer numberOf(RecentKeys<NumberedEntry> keys, int key) {
        NumberedEntry found = keys.find(id(key));
        return found == null ? null : found.number;
    }

    @Test
    void growthKeepsAllEntries() {
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(10_000);
        for (int i = 0; i < 10_000; i++) {
            put(keys, i, i);
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(numberOf(keys, i)).isEqualTo(i);
        }
        assertThat(keys.size()).isEqualTo(10_000);
    }

    @Test
    void sizeNeverExceedsTheCapacityAndTheNewEntryIsKept() {
        for (int capacity : new int[] {1, 2, 63, 64, 65, 300}) {
            RecentKeys<NumberedEntry> keys = new RecentKeys<>(capacity);
            for (int i = 0; i < 1000; i++) {
                put(keys, i, i);
                assertThat(numberOf(keys, i)).isEqualTo(i);
                assertThat(keys.size())
                        .isBetween(Math.min(i + 1, Math.max(1, capacity - 20)), Math.min(i + 1, capacity));
            }
        }
    }

    @Test
    void entryThatIsReadRepeatedlyIsNotEvicted() {
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(100);
        put(keys, 0, 0);
        for (int i = 1; i < 5000; i++) {
            assertThat(numberOf(keys, 0)).isZero();
            put(keys, i, i);
        }
        assertThat(keys.find(id(1))).isNull();
    }

    /** Many first keys, so that the entry is at different positions in its chain. */
    @Test
    void entryThatWasReadOnceIsEvictedEventually() {
        for (int first = 0; first < 500_000; first += 1000) {
            RecentKeys<NumberedEntry> keys = new RecentKeys<>(100);
            put(keys, first, 0);
            numberOf(keys, first);
            for (int i = 1; i < 1000; i++) {
                put(keys, first + i, i);
            }
            assertThat(keys.find(id(first))).isNull();
        }
    }

    @Test
    void entriesAreEvictedEvenIfAllWereRead() {
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(100);
        for (int i = 0; i < 300; i++) {
            put(keys, i, i);
            for (int key = 0; key <= i; key++) {
                numberOf(keys, key);
            }
        }
        assertThat(keys.size()).isBetween(80, 100);
    }

    @Test
    void mergeKeepsAndReturnsTheChosenEntry() {
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(10);
        NumberedEntry first = new NumberedEntry(id(1), 1);
        NumberedEntry second = new NumberedEntry(id(1), 2);

        assertThat(keys.merge(first, (old, fresh) -> old)).isSameAs(first);
        assertThat(keys.merge(second, (old, fresh) -> old)).isSameAs(first);
        assertThat(keys.find(id(1))).isSameAs(first);
        assertThat(keys.merge(second, (old, fresh) -> fresh)).isSameAs(second);
        assertThat(keys.find(id(1))).isSameAs(second);
        assertThat(keys.size()).isEqualTo(1);
    }

    @Property(tries = 50)
    void belowItsCapacityTheTableBehavesLikeAMap(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(200);
        Map<Integer, Integer> model = new LinkedHashMap<>();
        for (int step = 0; step < 1000; step++) {
            int key = random.nextInt(200);
            if (random.nextInt(3) == 0) {
                keys.remove(id(key));
                model.remove(key);
            } else {
                put(keys, key, step);
                model.put(key, step);
            }
            int other = random.nextInt(200);
            assertThat(numberOf(keys, other)).isEqualTo(model.get(other));
        }
        assertThat(keys.size()).isEqualTo(model.size());
    }

    /** Several keys share a chain and are replaced constantly. */
    @Test
    void readersFindEveryKeyWhileItIsReplaced() throws Exception {
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(64);
        for (int key = 0; key < 64; key++) {
            put(keys, key, 0);
        }
        inThreads(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 1; i < 100_000; i++) {
                int key = random.nextInt(64);
                if (thread % 2 == 0) {
                    put(keys, key, i);
                } else {
                    requireFound(keys, key);
                }
            }
        });
        assertThat(keys.size()).isEqualTo(64);
    }

    /** If a reader missed a cached key, the key would be denied while the store fails. */
    @Test
    void readersFindEveryKeyWhileTheTableGrows() throws Exception {
        int capacity = 200_000;
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(capacity);
        put(keys, 0, 0);
        AtomicInteger last = new AtomicInteger();
        inThreads(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            while (last.get() < capacity - 1) {
                if (thread == 0) {
                    try {
                        put(keys, last.get() + 1, 0);
                        last.incrementAndGet();
                    } catch (RuntimeException | Error e) {
                        last.set(capacity); // ends the readers, which would wait for the last key otherwise
                        throw e;
                    }
                } else {
                    requireFound(keys, random.nextInt(last.get() + 1));
                }
            }
        });
        assertThat(keys.size()).isEqualTo(capacity);
    }

    @Test
    void readersGetNoEntryOfAnotherKeyDuringGrowthAndEviction() throws Exception {
        RecentKeys<NumberedEntry> keys = new RecentKeys<>(3000);
        inThreads(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < 20_000; i++) {
                int key = random.nextInt(4000);
                NumberedEntry found = keys.find(id(key));
                if (found != null && found.number != key) {
                    throw new AssertionError("looked up " + key + " and found " + found.number);
                }
                if (random.nextInt(10) == 0) {
                    keys.remove(id(key));
                } else {
                    put(keys, key, key);
                }
            }
        });
        long present = 0;
        for (int key = 0; key < 4000; key++) {
            present += keys.find(id(key)) == null ? 0 : 1;
        }
        assertThat(present).isEqualTo(keys.size()).isBetween(1L, 3000L);
    }

    private static void requireFound(RecentKeys<NumberedEntry> keys, int key) {
        NumberedEntry found = keys.find(id(key));
        if (found == null || !found.id.equals(id(key))) {
            throw new AssertionError("did not find " + key);
        }
    }

    private interface Work {
        void run(int thread);
    }

    private static void inThreads(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CyclicBarrier barrier = new CyclicBarrier(4);
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int thread = i;
                tasks.add(() -> {
                    barrier.await();
                    work.run(thread);
                    return thread;
                });
            }
            for (Future<Integer> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
