package io.keystile.testkit;

import static io.keystile.monitoring.usage.UsageOutcome.FORBIDDEN;
import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageRank;
import io.keystile.monitoring.usage.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link UsageStore}. A store's test extends this class and supplies empty stores:
 *
 * <pre>{@code
 * class MyUsageStoreTest extends UsageStoreContract {
 *     @Override
 *     protected UsageStore newStore() {
 *         return new MyUsageStore(anEmptyDatabase());
 *     }
 * }
 * }</pre>
 *
 * <p>The contract does not cover failures: test separately that a store adds all increments or none if its database
 * fails.
 */
public abstract class UsageStoreContract {
    private static final Instant HOUR = Instant.parse("2030-01-07T10:00:00Z");
    private static final Instant NEXT_HOUR = HOUR.plus(Duration.ofHours(1));
    private static final Instant LATER = HOUR.plus(Duration.ofDays(1));
    private static final KeyId ONE = new KeyId("one");
    private static final KeyId TWO = new KeyId("two");

    /** Creates the contract. */
    protected UsageStoreContract() {}

    /** Returns an empty store. A test may call this more than once. */
    protected abstract UsageStore newStore() throws Exception;

    private UsageStore storeWith(UsageIncrement... increments) throws Exception {
        UsageStore store = newStore();
        store.add(List.of(increments));
        return store;
    }

    private static UsageIncrement calls(KeyId key, Instant hour, UsageOutcome outcome, long calls) {
        return new UsageIncrement(key, key, "acme", hour, outcome, calls);
    }

    private static List<UsageIncrement> oneCallOfEachKey(int keys) {
        return IntStream.range(0, keys)
                .mapToObj(i -> calls(new KeyId("key" + i), HOUR, GRANTED, 1))
                .toList();
    }

    private static UsagePeriod granted(Instant hour, long calls) {
        return new UsagePeriod(hour, Map.of(GRANTED, calls));
    }

    @Test
    void unknownKeyAndWorkspaceHaveNoUsage() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1));
        assertThat(store.ofKey(TWO, HOUR, LATER)).isEmpty();
        assertThat(store.ofWorkspace("zeta", HOUR, LATER)).isEmpty();
    }

    @Test
    void callsOfAKeyAreSummedByHourAndOutcome() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 2), calls(ONE, NEXT_HOUR, GRANTED, 1));
        store.add(List.of(calls(ONE, HOUR, FORBIDDEN, 5), calls(ONE, HOUR, GRANTED, 3), calls(TWO, HOUR, GRANTED, 7)));
        assertThat(store.ofKey(ONE, HOUR, LATER))
                .containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 5L, FORBIDDEN, 5L)), granted(NEXT_HOUR, 1));
    }

    @Test
    void workspaceUsageIsTheSumOfItsKeys() throws Exception {
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                calls(TWO, HOUR, GRANTED, 7),
                calls(TWO, HOUR, FORBIDDEN, 5),
                new UsageIncrement(new KeyId("three"), new KeyId("three"), "zeta", HOUR, GRANTED, 11));
        assertThat(store.ofWorkspace("acme", HOUR, LATER))
                .containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 9L, FORBIDDEN, 5L)));
    }

    @Test
    void lineageUsageIsTheSumOfTheKeysOfOneChainOfRotations() throws Exception {
        KeyId three = new KeyId("three");
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                new UsageIncrement(TWO, ONE, "acme", HOUR, GRANTED, 7),
                new UsageIncrement(TWO, ONE, "acme", NEXT_HOUR, FORBIDDEN, 5),
                calls(three, HOUR, GRANTED, 11));
        assertThat(store.ofLineage(ONE, HOUR, LATER))
                .containsExactly(granted(HOUR, 9), new UsagePeriod(NEXT_HOUR, Map.of(FORBIDDEN, 5L)));
        assertThat(store.ofLineage(TWO, HOUR, LATER)).isEmpty();
        assertThat(store.ofLineage(three, HOUR, NEXT_HOUR)).containsExactly(granted(HOUR, 11));
    }

    @Test
    void equalRowsOfOneAddAreSummed() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 2), calls(ONE, HOUR, GRANTED, 3));
        assertThat(store.ofKey(ONE, HOUR, LATER)).containsExactly(granted(HOUR, 5));
    }

    @Test
    void addingNoIncrementsChangesNothing() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1));
        store.add(List.of());
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX)).containsExactly(granted(HOUR, 1));
    }

    @Test
    void hoursAreListedOldestFirst() throws Exception {
        UsageStore store = storeWith(calls(ONE, NEXT_HOUR, GRANTED, 2), calls(TWO, LATER, GRANTED, 3));
        store.add(List.of(calls(TWO, HOUR, GRANTED, 1), calls(ONE, HOUR, GRANTED, 4)));
        assertThat(store.ofKey(ONE, Instant.MIN, Instant.MAX)).containsExactly(granted(HOUR, 4), granted(NEXT_HOUR, 2));
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX))
                .containsExactly(granted(HOUR, 5), granted(NEXT_HOUR, 2), granted(LATER, 3));
    }

    @Test
    void fromIsInclusiveAndToExclusive() throws Exception {
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 1), calls(ONE, NEXT_HOUR, GRANTED, 2), calls(ONE, LATER, GRANTED, 3));
        assertThat(store.ofKey(ONE, NEXT_HOUR, LATER)).containsExactly(granted(NEXT_HOUR, 2));
        assertThat(store.ofWorkspace("acme", NEXT_HOUR, LATER)).containsExactly(granted(NEXT_HOUR, 2));
        assertThat(store.ofKey(ONE, HOUR.plusSeconds(1), NEXT_HOUR.plusSeconds(1)))
                .containsExactly(granted(NEXT_HOUR, 2));
        assertThat(store.ofKey(ONE, HOUR, HOUR)).isEmpty();
        assertThat(store.ofKey(ONE, LATER, HOUR)).isEmpty();
    }

    @Test
    void boundsAreExactToTheNanosecond() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1), calls(ONE, NEXT_HOUR, GRANTED, 2));
        assertThat(store.ofKey(ONE, HOUR.plusNanos(1), LATER)).containsExactly(granted(NEXT_HOUR, 2));
        assertThat(store.ofKey(ONE, HOUR, NEXT_HOUR.plusNanos(1)))
                .containsExactly(granted(HOUR, 1), granted(NEXT_HOUR, 2));
        assertThat(store.ofWorkspace("acme", HOUR.minusNanos(1), NEXT_HOUR.minusNanos(1)))
                .containsExactly(granted(HOUR, 1));
    }

    @Test
    void boundsMayBeInstantMinAndInstantMax() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1));
        assertThat(store.ofKey(ONE, Instant.MIN, Instant.MAX)).containsExactly(granted(HOUR, 1));
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX)).containsExactly(granted(HOUR, 1));
        assertThat(store.ofKey(ONE, Instant.MIN, HOUR)).isEmpty();
        assertThat(store.ofKey(ONE, NEXT_HOUR, Instant.MAX)).isEmpty();
    }

    @Test
    void idsAreComparedExactly() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1), calls(new KeyId("One"), HOUR, GRANTED, 2));
        assertThat(store.ofKey(ONE, HOUR, LATER)).containsExactly(granted(HOUR, 1));
        assertThat(store.ofKey(new KeyId("ONE"), HOUR, LATER)).isEmpty();
        store.add(List.of(new UsageIncrement(TWO, TWO, "ac_e", HOUR, GRANTED, 3)));
        assertThat(store.ofWorkspace("ac_e", HOUR, LATER)).containsExactly(granted(HOUR, 3));
        for (String other : SampleTexts.neighbors("acme")
                .filter(text -> !text.equals("acme"))
                .toList()) {
            assertThat(store.ofWorkspace(other, HOUR, LATER)).as(other).isEmpty();
        }
    }

    @Test
    void hoursOfSeveralKeysAreReadTogether() throws Exception {
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                calls(ONE, HOUR, FORBIDDEN, 5),
                calls(ONE, NEXT_HOUR, GRANTED, 3),
                calls(TWO, NEXT_HOUR, GRANTED, 7),
                calls(TWO, LATER, GRANTED, 11),
                calls(new KeyId("three"), HOUR, GRANTED, 13));
        assertThat(store.ofKeys(List.of(ONE, TWO, new KeyId("four"), ONE), HOUR, LATER))
                .isEqualTo(Map.of(
                        ONE,
                        List.of(new UsagePeriod(HOUR, Map.of(GRANTED, 2L, FORBIDDEN, 5L)), granted(NEXT_HOUR, 3)),
                        TWO,
                        List.of(granted(NEXT_HOUR, 7))));
        assertThat(store.ofKeys(List.of(ONE), NEXT_HOUR, LATER)).isEqualTo(Map.of(ONE, List.of(granted(NEXT_HOUR, 3))));
        assertThat(store.ofKeys(List.of(), HOUR, LATER)).isEmpty();
        assertThat(store.ofKeys(List.of(new KeyId("ONE")), HOUR, LATER)).isEmpty();
    }

    @Test
    void totalsOfSeveralKeysAreSummedByOutcome() throws Exception {
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                calls(ONE, HOUR, FORBIDDEN, 5),
                calls(ONE, NEXT_HOUR, GRANTED, 3),
                calls(TWO, LATER, GRANTED, 11),
                calls(new KeyId("three"), HOUR, GRANTED, 13));
        List<KeyId> keys = List.of(ONE, TWO, new KeyId("four"));
        assertThat(store.totals(keys, HOUR, LATER)).isEqualTo(Map.of(ONE, Map.of(GRANTED, 5L, FORBIDDEN, 5L)));
        assertThat(store.totals(keys, Instant.MIN, Instant.MAX))
                .isEqualTo(Map.of(ONE, Map.of(GRANTED, 5L, FORBIDDEN, 5L), TWO, Map.of(GRANTED, 11L)));
        assertThat(store.totals(keys, NEXT_HOUR, LATER)).isEqualTo(Map.of(ONE, Map.of(GRANTED, 3L)));
        assertThat(store.totals(List.of(), HOUR, LATER)).isEmpty();
    }

    @Test
    void totalsOfMoreKeysThanAPageHasAreRead() throws Exception {
        UsageStore store = newStore();
        store.add(oneCallOfEachKey(2_500));
        List<KeyId> keys =
                IntStream.range(0, 2_500).mapToObj(i -> new KeyId("key" + i)).toList();
        assertThat(store.totals(keys, HOUR, LATER)).hasSize(2_500).containsEntry(keys.get(2_499), Map.of(GRANTED, 1L));
        assertThat(store.ofKeys(keys, HOUR, LATER)).hasSize(2_500);
    }

    @Test
    void topKeysOfAWorkspaceAreRankedByTheCallsOfOneOutcome() throws Exception {
        KeyId three = new KeyId("three");
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                calls(ONE, NEXT_HOUR, GRANTED, 3),
                calls(ONE, LATER, GRANTED, 100),
                calls(TWO, HOUR, GRANTED, 7),
                calls(three, HOUR, GRANTED, 7),
                calls(three, HOUR, FORBIDDEN, 50),
                new UsageIncrement(new KeyId("zeta"), new KeyId("zeta"), "zeta", HOUR, GRANTED, 99));
        assertThat(store.top("acme", GRANTED, HOUR, LATER, 9))
                .containsExactly(new UsageRank(three, 7), new UsageRank(TWO, 7), new UsageRank(ONE, 5));
        assertThat(store.top("acme", GRANTED, HOUR, LATER, 1)).containsExactly(new UsageRank(three, 7));
        assertThat(store.top("acme", FORBIDDEN, HOUR, LATER, 9)).containsExactly(new UsageRank(three, 50));
        assertThat(store.top("Acme", GRANTED, HOUR, LATER, 9)).isEmpty();
        assertThat(store.top("acme\0", GRANTED, HOUR, LATER, 9)).isEmpty();
    }

    @Test
    void hoursBeforeAnInstantAreDeleted() throws Exception {
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                calls(TWO, HOUR, FORBIDDEN, 3),
                calls(ONE, NEXT_HOUR, GRANTED, 5),
                calls(TWO, LATER, GRANTED, 7));
        store.deleteBefore(HOUR);
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX)).hasSize(3);
        store.deleteBefore(NEXT_HOUR.plusSeconds(1));
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX)).containsExactly(granted(LATER, 7));
        store.deleteBefore(Instant.MAX);
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX)).isEmpty();
    }

    @Test
    void manyIncrementsAreAddedAtOnce() throws Exception {
        UsageStore store = newStore();
        store.add(oneCallOfEachKey(1_500));
        assertThat(store.ofWorkspace("acme", HOUR, LATER)).containsExactly(granted(HOUR, 1_500));
        assertThat(store.ofKey(new KeyId("key1499"), HOUR, LATER)).containsExactly(granted(HOUR, 1));
    }

    /** Both threads add the same rows, in opposite orders, so that a store that locks row by row can deadlock. */
    @Test
    void concurrentAddsLoseNothing() throws Exception {
        UsageStore store = newStore();
        List<UsageIncrement> forward = oneCallOfEachKey(200);
        List<UsageIncrement> backward = new ArrayList<>(forward);
        Collections.reverse(backward);
        Phaser rounds = new Phaser(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> adding = List.of(
                    threads.submit(() -> addTenTimes(store, forward, rounds)),
                    threads.submit(() -> addTenTimes(store, backward, rounds)));
            for (Future<?> thread : adding) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.ofWorkspace("acme", HOUR, LATER)).containsExactly(granted(HOUR, 4_000));
    }

    private static void addTenTimes(UsageStore store, List<UsageIncrement> increments, Phaser rounds) {
        try {
            for (int i = 0; i < 10; i++) {
                rounds.arriveAndAwaitAdvance();
                store.add(increments);
            }
        } finally {
            rounds.arriveAndDeregister(); // otherwise a failure here would leave the other thread waiting
        }
    }
}
