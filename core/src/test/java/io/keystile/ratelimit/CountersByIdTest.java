package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CountersByIdTest {
    private final MonotonicTime time = new MonotonicTime(() -> 0);
    private final BucketTable table = new BucketTable(1, time, 0);
    private final CountersById byId = new CountersById(1_000, new SplittableRandom(7).nextLong());

    private Counters counters(String id) {
        return Ring.create(table, new RateLimitBucket(id, List.of(RateLimit.perSecond(1))));
    }

    @Property(tries = 50)
    void behavesLikeAMap(@ForAll @IntRange(min = 1, max = 2_000) int ids, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CountersById tested = new CountersById(1_000, new SplittableRandom(7).nextLong());
        Map<String, Counters> model = new HashMap<>();
        List<Counters> earlier = new ArrayList<>();
        for (int step = 0; step < 4 * ids; step++) {
            Counters fresh = counters("key:" + random.nextInt(ids));
            String id = fresh.id();
            assertThat(tested.get(id)).isSameAs(model.get(id));
            assertThat(tested.putIfAbsent(fresh)).isEqualTo(model.putIfAbsent(id, fresh) == null);
            earlier.add(fresh);
            Counters old = earlier.get(random.nextInt(earlier.size()));
            if (random.nextInt(3) == 0) {
                assertThat(tested.remove(old)).isEqualTo(model.remove(old.id(), old));
            } else {
                Counters successor = counters(old.id());
                assertThat(tested.replace(old, successor)).isEqualTo(model.replace(old.id(), old, successor));
                earlier.add(successor);
            }
        }
        assertThat(visited(tested)).containsExactlyInAnyOrderElementsOf(model.values());
        assertThat(visited(tested)).containsExactlyInAnyOrderElementsOf(model.values());
    }

    /** Returns all counters: those of each slot once. */
    private static List<Counters> visited(CountersById tested) {
        List<Counters> visited = new ArrayList<>();
        for (int slot = tested.slots(); slot > 0; slot--) {
            visited.addAll(chain(tested));
        }
        return visited;
    }

    private static List<Counters> chain(CountersById tested) {
        List<Counters> chain = new ArrayList<>();
        for (Counters next = tested.nextSlot(); next != null; next = next.next()) {
            chain.add(next);
        }
        return chain;
    }

    /** Of ids with one and the same {@link String#hashCode}, a table of the JDK would make one list or one tree. */
    @Test
    void idsWithTheSameHashCodeAreSpread() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1 << 12; i++) {
            StringBuilder id = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                id.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            assertThat(id.toString().hashCode()).isEqualTo("AaAaAaAaAaAaAaAaAaAaAaAa".hashCode());
            ids.add(id.toString());
        }
        assertSpread(ids);
    }

    /**
     * Ids that differ by multiples of a polynomial that is 0 modulo 2<sup>64</sup> at each odd number. They have one
     * hash wherever overflow cuts a product with a secret odd factor.
     */
    @Test
    void idsThatOverflowToTheSameProductsAreSpread() {
        int[] zero = {1};
        for (int degree = 2; degree <= 64; degree *= 2) {
            zero = timesPowerMinusOne(timesPowerMinusOne(zero, degree), degree);
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1 << 12; i++) {
            char[] id = new char[zero.length + 1];
            Arrays.fill(id, '\u8000');
            for (int power = 0; power < zero.length; power++) {
                id[power] += (char) ((i & 63) * zero[power]);
                id[power + 1] += (char) ((i >> 6) * zero[power]);
            }
            ids.add(new String(id));
        }
        long factor = new SplittableRandom(7).nextLong() | 1;
        assertThat(ids.stream().map(id -> cutProducts(id, factor)).distinct()).hasSize(1);
        assertSpread(ids);
    }

    /** Returns the coefficients of a polynomial times (x^degree - 1). */
    private static int[] timesPowerMinusOne(int[] polynomial, int degree) {
        int[] product = new int[polynomial.length + degree];
        for (int power = 0; power < polynomial.length; power++) {
            product[power + degree] += polynomial[power];
            product[power] -= polynomial[power];
        }
        return product;
    }

    private static long cutProducts(String id, long factor) {
        return id.chars().asLongStream().reduce(0, (hash, character) -> hash * factor + character);
    }

    private void assertSpread(List<String> ids) {
        for (String id : ids) {
            assertThat(byId.putIfAbsent(counters(id))).isTrue();
        }
        for (int slot = byId.slots(); slot > 0; slot--) {
            assertThat(chain(byId)).hasSizeLessThan(20);
        }
    }

    /** Threads add, replace and remove the counters of the same few ids, while the table grows. */
    @Test
    void oneOfSeveralThreadsChangesAnId() throws Exception {
        List<String> ids = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                CountersById tested = new CountersById(1_000, round);
                AtomicInteger present = new AtomicInteger();
                List<Callable<Void>> changes = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    SplittableRandom random = new SplittableRandom(10L * round + thread);
                    changes.add(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            present.addAndGet(changeOne(tested, ids.get(random.nextInt(ids.size())), random));
                        }
                        return null;
                    });
                }
                changes.add(() -> {
                    change(tested, "other:");
                    return null;
                });
                for (Future<Void> change : threads.invokeAll(changes)) {
                    change.get();
                }
                List<String> left = visited(tested).stream().map(Counters::id).toList();
                assertThat(left).doesNotHaveDuplicates();
                assertThat(left.stream().filter(ids::contains)).hasSize(present.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns by how many the entries became more. */
    private int changeOne(CountersById tested, String id, SplittableRandom random) {
        Counters found = tested.get(id);
        if (found == null) {
            return tested.putIfAbsent(counters(id)) ? 1 : 0;
        }
        if (random.nextBoolean()) {
            return tested.remove(found) ? -1 : 0;
        }
        boolean unused = tested.replace(found, counters(id));
        return 0;
    }

    /** Others are added, replaced and removed meanwhile, so that the slots of these change all the time. */
    @Test
    void presentIdsAreFoundWhileOthersChange() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 20; round++) {
                CountersById tested = new CountersById(1_000, new SplittableRandom(7).nextLong());
                List<Counters> present = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    present.add(counters("stays:" + i));
                }
                present.forEach(tested::putIfAbsent);
                List<Future<?>> changes = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    String prefix = "thread" + thread + ":";
                    changes.add(threads.submit(() -> change(tested, prefix)));
                }
                Future<Integer> missed = threads.submit(() -> missed(tested, present, changes));
                assertThat(missed.get()).isZero();
                for (Future<?> change : changes) {
                    change.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void change(CountersById tested, String prefix) {
        for (int i = 0; i < 5_000; i++) {
            Counters added = counters(prefix + i);
            assertThat(tested.putIfAbsent(added)).isTrue();
            Counters successor = counters(prefix + i);
            assertThat(tested.replace(added, successor)).isTrue();
            if (i % 2 == 0) {
                assertThat(tested.remove(successor)).isTrue();
            }
        }
    }

    private static int missed(CountersById tested, List<Counters> present, List<Future<?>> changes) {
        int missed = 0;
        do {
            for (Counters counters : present) {
                missed += tested.get(counters.id()) == counters ? 0 : 1;
            }
        } while (!changes.stream().allMatch(Future::isDone));
        return missed;
    }
}
