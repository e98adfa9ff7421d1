package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.redis.LeasedLimit.Ask;
import io.keystile.redis.LeasedLimit.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeasedLimitTest {

    private static final int TAKERS = 2;
    private static final long NOW = beforeOverflow();
    private static final long SERVER_MICROS = 1_000_000;
    private static final long STAMP = SERVER_MICROS + 15_625;

    private final LeasedLimit limit = new LeasedLimit(1, NOW);

    /** Returns a reading a millisecond before the clock overflows. */
    private static long beforeOverflow() {
        NodeClock clock = new NodeClock();
        clock.advanceMillis(4_999);
        return clock.getAsLong();
    }

    private void lease(int permits) {
        limit.leased(permits, NOW, SERVER_MICROS, STAMP, 0, 1_000_000);
    }

    private Lease take(int permits) {
        return Objects.requireNonNull(limit.take(permits, NOW));
    }

    @Test
    void nothingIsTakenFromTheEndOfTheLeaseOn() {
        lease(10);
        long end = NOW + 15_625 * 999;

        assertThat(limit.take(1, end - 1)).isNotNull();
        assertThat(limit.take(1, end)).isNull();
        assertThat(limit.take(1, end + 1)).isNull();
    }

    @Test
    void leaseEndsAfterA64thAtTheLatest() {
        limit.leased(10, NOW, SERVER_MICROS, STAMP + 10_000_000, 0, 1_000_000);

        assertThat(limit.take(1, NOW + 15_625_000 - 1)).isNotNull();
        assertThat(limit.take(1, NOW + 15_625_000)).isNull();
    }

    @Test
    void callDoesNotTakeMoreThanIsLeft() {
        lease(10);

        assertThat(limit.take(11, NOW)).isNull();
        assertThat(limit.take(10, NOW)).isNotNull();
        assertThat(limit.take(1, NOW)).isNull();
    }

    /** Another thread has read the lease, and is held up before it takes. */
    @Test
    void threadThatHoldsALeaseTakesNothingOnceItsPermitsGoBack() {
        lease(10);
        Lease held = take(1);

        Ask ask = limit.ask(1, NOW);

        assertThat(ask.stamp()).isEqualTo(STAMP);
        assertThat(ask.back()).isEqualTo(9);
        assertThat(held.take(1, NOW)).isFalse();
    }

    @Test
    void permitsThatArePutBackIntoAClosedLeaseStaySpent() {
        lease(10);
        Lease held = take(2);
        Lease closed = take(3);

        assertThat(held.putBack(2)).isTrue();
        assertThat(limit.ask(1, NOW).back()).isEqualTo(7);
        assertThat(closed.putBack(3)).isFalse();
        assertThat(limit.ask(1, NOW).back()).isZero();
    }

    @Test
    void nextLeaseClosesTheOneBefore() {
        lease(10);
        Lease held = take(1);

        lease(20);

        assertThat(held.take(1, NOW)).isFalse();
        assertThat(limit.ask(1, NOW).back()).isEqualTo(9 + 20);
    }

    @Test
    void permitsAreNamedInOneRequestOnlyUnlessItWasNotSent() {
        lease(10);
        Ask ask = limit.ask(1, NOW);

        assertThat(limit.ask(1, NOW).back()).isZero();
        limit.notSent(ask);
        assertThat(limit.ask(1, NOW).back()).isEqualTo(10);
        assertThat(limit.ask(1, NOW).back()).isZero();
    }

    @Test
    void ofTwoStampsOnlyPermitsOfTheLaterOneGoBack() {
        lease(10);
        limit.leased(20, NOW, SERVER_MICROS, STAMP + 15_625, 0, 1_000_000);

        assertThat(limit.ask(1, NOW)).extracting(Ask::stamp, Ask::back).containsExactly(STAMP + 15_625, 20);
    }

    /**
     * One thread leases and gives back; the others take, half of the time out of a lease that they have read before,
     * and put some back. All permits have one stamp.
     */
    @Test
    void eachLeasedPermitIsUsedOrGivenBackOnceWhateverThreadsDo() throws Exception {
        int leases = 100_000;
        int size = 200;
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong used = new AtomicLong();
        AtomicReference<@Nullable Lease> held = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(TAKERS);
        ExecutorService executor = Executors.newFixedThreadPool(TAKERS);
        long back = 0;
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < TAKERS; i++) {
                running.add(executor.submit(() -> {
                    started.countDown();
                    while (!done.get()) {
                        used.addAndGet(takeAndPutBackSome(held.get()));
                    }
                }));
            }
            started.await();
            for (int i = 0; i < leases; i++) {
                lease(size);
                Lease lease = limit.take(1, NOW);
                used.addAndGet(lease == null ? 0 : 1);
                held.set(lease);
                for (int spins = 0; lease != null && lease.remaining() == size - 1 && spins < 500; spins++) {
                    Thread.onSpinWait();
                }
                back += i % 2 == 0 ? limit.ask(1, NOW).back() : 0;
            }
            done.set(true);
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            done.set(true);
            executor.shutdownNow();
        }
        back += limit.ask(1, NOW).back();

        assertThat(used.get() + back).isEqualTo((long) leases * size);
        assertThat(used).hasPositiveValue();
        assertThat(back).isPositive();
    }

    /** Takes 16 times, and puts every fourth permit back; returns the number of permits that stay spent. */
    private long takeAndPutBackSome(@Nullable Lease held) {
        long used = 0;
        for (int i = 0; i < 16; i++) {
            Lease lease = held != null && i % 2 == 0 ? taken(held) : limit.take(1, NOW);
            if (lease != null && (i % 4 != 0 || !lease.putBack(1))) {
                used++;
            }
        }
        return used;
    }

    private static @Nullable Lease taken(Lease held) {
        return held.take(1, NOW) ? held : null;
    }
}
