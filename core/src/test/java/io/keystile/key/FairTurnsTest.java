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

    private FairTurns turns = new FairTurns(new SlowHashBounds(1, 3, LONG));
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

    /** Ends the turn of a client, and starts a thread of it that waits for the next one. */
    private Future<Boolean> comeBack(String client) throws Exception {
        turns.release(client);
        return waitFor(client);
    }

    @Test
    void clientsThatComeBackDoNotKeepTheSecondThreadOfAnotherWaiting() throws Exception {
        turns = new FairTurns(new SlowHashBounds(1, 10, LONG));
        assertThat(turns.acquire("b")).isTrue();
        Future<Boolean> c1 = waitFor("c");
        Future<Boolean> a1 = waitFor("a");
        Future<Boolean> a2 = waitFor("a");

        Future<Boolean> b2 = comeBack("b");
        assertThat(c1.get()).isTrue();
        Future<Boolean> c2 = comeBack("c");
        assertThat(a1.get()).isTrue();
        turns.release("a");
        assertThat(b2.get()).isTrue();
        Future<Boolean> b3 = comeBack("b");

        assertThat(a2.get()).isTrue();
        assertThat(c2.isDone()).isFalse();
        assertThat(b3.isDone()).isFalse();
    }

    @Test
    void newClientsDoNotKeepTheSecondThreadOfAnotherWaiting() throws Exception {
        assertThat(turns.acquire("a")).isTrue();
        Future<Boolean> second = waitFor("a");
        String working = "a";
        for (String newcomer : List.of("b", "c", "d")) {
            Future<Boolean> turn = waitFor(newcomer);
            turns.release(working);
            assertThat(turn.get()).isTrue();
            working = newcomer;
        }
        Future<Boolean> another = waitFor("e");
        turns.release(working);

        assertThat(second.get()).isTrue();
        assertThat(another.isDone()).isFalse();
    }

    @Test
    void turnThatNobodyWaitsForIsFree() {
        assertThat(turns.acquire("a")).isTrue();
        turns.release("a");
        assertThat(turns.acquire("b")).isTrue();
    }
}
