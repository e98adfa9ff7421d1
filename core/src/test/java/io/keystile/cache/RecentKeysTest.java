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
    private static final class Noted extends RecentKeys.Entry<Noted> {
        final int number;

        Noted(KeyId id, int number) {
            super(id);
            this.number = number;
        }
    }

    private static KeyId id(int number) {
        return new KeyId("k" + number);
    }

    private static void put(RecentKeys<Noted> keys, int key, int number) {
        keys.merge(new Noted(id(key), number), (old, fresh) -> fresh);
    }

    private static @Nullable Integer numberOf(RecentKeys<Noted> keys, int key) {
        Noted found = keys.find(id(key));
        return found == null ? null : found.number;
    }

    @Test
    void growthLosesNothing() {
        RecentKeys<Noted> keys = new RecentKeys<>(10_000);
        for (int i = 0; i < 10_000; i++) {
            put(keys, i, i);
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(numberOf(keys, i)).isEqualTo(i);
        }
        assertThat(keys.size()).isEqualTo(10_000);
    }

    @Test
    void noMoreEntriesAreHeldThanAllowedAndTheNewOneIsAmongThem() {
        for (int capacity : new int[] {1, 2, 63, 64, 65, 300}) {
            RecentKeys<Noted> keys = new RecentKeys<>(capacity);
            for (int i = 0; i < 1000; i++) {
                put(keys, i, i);
                assertThat(numberOf(keys, i)).isEqualTo(i);
                assertThat(keys.size())
                        .isBetween(Math.min(i + 1, Math.max(1, capacity - 20)), Math.min(i + 1, capacity));
            }
        }
    }

    @Test
    void entryThatIsReadAgainAndAgainOutlivesThoseThatAreNot() {
        RecentKeys<Noted> keys = new RecentKeys<>(100);
        put(keys, 0, 0);
        for (int i = 1; i < 5000; i++) {
            assertThat(numberOf(keys, 0)).isZero();
            put(keys, i, i);
        }
        assertThat(keys.find(id(1))).isNull();
    }

    /** Wherever in its chain it stands. */
    @Test
    void entryThatWasReadOnceMakesRoomInTheEnd() {
        for (int first = 0; first < 500_000; first += 1000) {
            RecentKeys<Noted> keys = new RecentKeys<>(100);
            put(keys, first, 0);
            numberOf(keys, first);
            for (int i = 1; i < 1000; i++) {
                put(keys, first + i, i);
            }
            assertThat(keys.find(id(first))).isNull();
        }
    }

    @Test
    void roomIsMadeAlsoWhereAllEntriesWereRead() {
        RecentKeys<Noted> keys = new RecentKeys<>(100);
        for (int i = 0; i < 300; i++) {
            put(keys, i, i);
            for (int key = 0; key <= i; key++) {
                numberOf(keys, key);
            }
        }
        assertThat(keys.size()).isBetween(80, 100);
    }

    @Test
    void mergeKeepsWhatIsChosenAndReturnsIt() {
        RecentKeys<Noted> keys = new RecentKeys<>(10);
        Noted first = new Noted(id(1), 1);
        Noted second = new Noted(id(1), 2);

        assertThat(keys.merge(first, (old, fresh) -> old)).isSameAs(first);
        assertThat(keys.merge(second, (old, fresh) -> old)).isSameAs(first);
        assertThat(keys.find(id(1))).isSameAs(first);
        assertThat(keys.merge(second, (old, fresh) -> fresh)).isSameAs(second);
        assertThat(keys.find(id(1))).isSameAs(second);
        assertThat(keys.size()).isEqualTo(1);
    }

    @Property(tries = 50)
    void belowItsBoundItIsAMap(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RecentKeys<Noted> keys = new RecentKeys<>(200);
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

    /** Several keys to a chain, each replaced all the time: none of them is ever absent. */
    @Test
    void readersFindEveryKeyWhileItIsReplaced() throws Exception {
        RecentKeys<Noted> keys = new RecentKeys<>(64);
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

    /** A key that is missed is refused where the store cannot answer, although it is remembered. */
    @Test
    void readersFindEveryKeyWhileTheTableGrows() throws Exception {
        int most = 200_000;
        RecentKeys<Noted> keys = new RecentKeys<>(most);
        put(keys, 0, 0);
        AtomicInteger last = new AtomicInteger();
        inThreads(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            while (last.get() < most - 1) {
                if (thread == 0) {
                    put(keys, last.get() + 1, 0);
                    last.incrementAndGet();
                } else {
                    requireFound(keys, random.nextInt(last.get() + 1));
                }
            }
        });
        assertThat(keys.size()).isEqualTo(most);
    }

    @Test
    void readersGetNoEntryOfAnotherKeyWhileTheTableGrowsAndMakesRoom() throws Exception {
        RecentKeys<Noted> keys = new RecentKeys<>(3000);
        inThreads(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < 20_000; i++) {
                int key = random.nextInt(4000);
                Noted found = keys.find(id(key));
                if (found != null && found.number != key) {
                    throw new AssertionError("asked for " + key + " and got " + found.number);
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

    private static void requireFound(RecentKeys<Noted> keys, int key) {
        Noted found = keys.find(id(key));
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
            CyclicBarrier together = new CyclicBarrier(4);
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int thread = i;
                tasks.add(() -> {
                    together.await();
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
