package io.keystile.testkit;

import static io.keystile.monitoring.usage.UsageOutcome.FORBIDDEN;
import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
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
 * What every {@link UsageStore} does. Whoever writes one extends this class and says how to get an empty store:
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
 * <p>That it adds all or nothing when something fails, such as its database, is for tests of its own.
 */
public abstract class UsageStoreContract {
    private static final Instant HOUR = Instant.parse("2030-01-07T10:00:00Z");
    private static final Instant NEXT_HOUR = HOUR.plus(Duration.ofHours(1));
    private static final Instant LATER = HOUR.plus(Duration.ofDays(1));
    private static final KeyId ONE = new KeyId("one");
    private static final KeyId TWO = new KeyId("two");

    /** For subclasses. */
    protected UsageStoreContract() {}

    /** Returns an empty store; called once or several times for a test. */
    protected abstract UsageStore newStore() throws Exception;

    private UsageStore storeWith(UsageIncrement... increments) throws Exception {
        UsageStore store = newStore();
        store.add(List.of(increments));
        return store;
    }

    private static UsageIncrement calls(KeyId key, Instant hour, UsageOutcome outcome, long calls) {
        return new UsageIncrement(key, "acme", hour, outcome, calls);
    }

    private static List<UsageIncrement> callOfEachKey(int keys) {
        return IntStream.range(0, keys)
                .mapToObj(i -> calls(new KeyId("key" + i), HOUR, GRANTED, 1))
                .toList();
    }

    private static UsagePeriod granted(Instant hour, long calls) {
        return new UsagePeriod(hour, Map.of(GRANTED, calls));
    }

    @Test
    void unknownKeyAndWorkspaceHaveNoHours() throws Exception {
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
    void keysOfAWorkspaceAreSummedAndNoOther() throws Exception {
        UsageStore store = storeWith(
                calls(ONE, HOUR, GRANTED, 2),
                calls(TWO, HOUR, GRANTED, 7),
                calls(TWO, HOUR, FORBIDDEN, 5),
                new UsageIncrement(new KeyId("three"), "zeta", HOUR, GRANTED, 11));
        assertThat(store.ofWorkspace("acme", HOUR, LATER))
                .containsExactly(new UsagePeriod(HOUR, Map.of(GRANTED, 9L, FORBIDDEN, 5L)));
    }

    @Test
    void oneRowThatIsNamedTwiceInOneAddIsSummed() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 2), calls(ONE, HOUR, GRANTED, 3));
        assertThat(store.ofKey(ONE, HOUR, LATER)).containsExactly(granted(HOUR, 5));
    }

    @Test
    void addingNothingChangesNothing() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1));
        store.add(List.of());
        assertThat(store.ofWorkspace("acme", Instant.MIN, Instant.MAX)).containsExactly(granted(HOUR, 1));
    }

    @Test
    void hoursComeOldestFirst() throws Exception {
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
    void boundsAreKeptToTheNanosecond() throws Exception {
        UsageStore store = storeWith(calls(ONE, HOUR, GRANTED, 1), calls(ONE, NEXT_HOUR, GRANTED, 2));
        assertThat(store.ofKey(ONE, HOUR.plusNanos(1), LATER)).containsExactly(granted(NEXT_HOUR, 2));
        assertThat(store.ofKey(ONE, HOUR, NEXT_HOUR.plusNanos(1)))
                .containsExactly(granted(HOUR, 1), granted(NEXT_HOUR, 2));
        assertThat(store.ofWorkspace("acme", HOUR.minusNanos(1), NEXT_HOUR.minusNanos(1)))
                .containsExactly(granted(HOUR, 1));
    }

    @Test
    void boundsMayBeTheFirstAndTheLastInstantThereIs() throws Exception {
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
        for (String other : List.of("ACME", "acme ", " acme", "acm", "acme\u0000", "", "\u0000", "äcme")) {
            assertThat(store.ofWorkspace(other, HOUR, LATER)).as(other).isEmpty();
        }
    }

    @Test
    void manyIncrementsAreAddedAtOnce() throws Exception {
        UsageStore store = newStore();
        store.add(callOfEachKey(1_500));
        assertThat(store.ofWorkspace("acme", HOUR, LATER)).containsExactly(granted(HOUR, 1_500));
        assertThat(store.ofKey(new KeyId("key1499"), HOUR, LATER)).containsExactly(granted(HOUR, 1));
    }

    /** In opposite orders, in which rows that are locked one by one would block each other. */
    @Test
    void twoWhoAddAtOnceLoseNothing() throws Exception {
        UsageStore store = newStore();
        List<UsageIncrement> forward = callOfEachKey(200);
        List<UsageIncrement> backward = new ArrayList<>(forward);
        Collections.reverse(backward);
        Phaser together = new Phaser(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> adding = List.of(
                    threads.submit(() -> addTenTimes(store, forward, together)),
                    threads.submit(() -> addTenTimes(store, backward, together)));
            for (Future<?> thread : adding) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.ofWorkspace("acme", HOUR, LATER)).containsExactly(granted(HOUR, 4_000));
    }

    private static void addTenTimes(UsageStore store, List<UsageIncrement> increments, Phaser together) {
        try {
            for (int i = 0; i < 10; i++) {
                together.arriveAndAwaitAdvance();
                store.add(increments);
            }
        } finally {
            together.arriveAndDeregister(); // so that the other one, if this one fails, does not wait for it
        }
    }
}
