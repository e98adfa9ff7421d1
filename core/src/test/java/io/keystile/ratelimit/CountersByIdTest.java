package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CountersByIdTest {
    private final MonotonicTime time = new MonotonicTime(() -> 0);
    private final BucketTable table = new BucketTable(1, time, 0);
    private final CountersById byId = new CountersById();

    private Counters counters(String id) {
        return Ring.create(table, new RateLimitBucket(id, List.of(RateLimit.perSecond(1))));
    }

    @Property(tries = 50)
    void behavesLikeAMap(@ForAll @IntRange(min = 1, max = 2_000) int ids, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CountersById tested = new CountersById();
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
        int count = 1 << 12;
        for (int i = 0; i < count; i++) {
            StringBuilder id = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                id.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            assertThat(id.toString().hashCode()).isEqualTo("AaAaAaAaAaAaAaAaAaAaAaAa".hashCode());
            assertThat(byId.putIfAbsent(counters(id.toString()))).isTrue();
        }

        for (int slot = byId.slots(); slot > 0; slot--) {
            assertThat(chain(byId)).hasSizeLessThan(20);
        }
    }

    /** Others are added, replaced and removed meanwhile, so that the slots of these change all the time. */
    @Test
    void presentIdsAreFoundWhileOthersChange() throws Exception {
        List<Counters> present = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            present.add(counters("stays:" + i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 20; round++) {
                CountersById tested = new CountersById();
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
        while (!changes.stream().allMatch(Future::isDone)) {
            for (Counters counters : present) {
                missed += tested.get(counters.id()) == counters ? 0 : 1;
            }
        }
        return missed;
    }
}
