package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FairTurnsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final FairTurns turns = new FairTurns(new SlowHashBounds(1, 3, LONG));
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    /** Starts a thread that acquires a turn, and returns once it waits. */
    private Future<Boolean> waitFor(String client) {
        AtomicReference<Thread> waiter = new AtomicReference<>();
        Future<Boolean> turn = others.submit(() -> {
            waiter.set(Thread.currentThread());
            return turns.acquire(client);
        });
        while (waiter.get() == null || waiter.get().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return turn;
    }

    @Test
    void clientWithoutThreadsDisplacesTheLastOfAnotherAndIsNext() throws Exception {
        assertThat(turns.acquire("busy")).isTrue();
        Future<Boolean> first = waitFor("busy");
        Future<Boolean> second = waitFor("busy");
        Future<Boolean> third = waitFor("busy");

        Future<Boolean> newcomer = waitFor("new");

        assertThat(third.get()).isFalse();
        turns.release("busy");
        assertThat(newcomer.get()).isTrue();
        assertThat(first.isDone()).isFalse();
        turns.release("new");
        assertThat(first.get()).isTrue();
        turns.release("busy");
        assertThat(second.get()).isTrue();
    }

    @Test
    void clientsTakeTurns() throws Exception {
        assertThat(turns.acquire("a")).isTrue();
        Future<Boolean> a2 = waitFor("a");
        Future<Boolean> b1 = waitFor("b");
        Future<Boolean> b2 = waitFor("b");

        turns.release("a");
        assertThat(b1.get()).isTrue();
        turns.release("b");
        assertThat(a2.get()).isTrue();
        assertThat(b2.isDone()).isFalse();
        turns.release("a");
        assertThat(b2.get()).isTrue();
    }

    @Test
    void clientThatHasAsManyThreadsAsTheOthersDisplacesNobody() {
        assertThat(turns.acquire("a")).isTrue();
        List<Future<Boolean>> waiting = List.of(waitFor("b"), waitFor("c"), waitFor("d"));

        assertThat(turns.acquire("e")).isFalse();
        assertThat(turns.acquire("b")).isFalse();
        assertThat(waiting).noneMatch(Future::isDone);
    }

    @Test
    void turnThatNobodyWaitsForIsFree() {
        assertThat(turns.acquire("a")).isTrue();
        turns.release("a");
        assertThat(turns.acquire("b")).isTrue();
    }
}
