package io.keystile.key;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets a bounded number of threads work at once, and a bounded number wait for it. Clients get turns one after the
 * other, however many of its threads one of them has waiting: a thread waits behind as many threads of each other
 * client as its own client has before it. If the queue is full, a thread takes the place of one that is further behind.
 * Thread-safe; it blocks.
 */
final class FairTurns {
    private final int atOnce;
    private final int maxWaiting;
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private int running;
    /** The round of the thread that got the last turn. */
    private long round;

    private final List<Waiter> queue = new ArrayList<>();
    /** The threads of each client that work or wait; only clients that have one. */
    private final Map<Object, Integer> threads = new HashMap<>();

    private enum State {
        WAITING,
        RUNNING,
        DISPLACED
    }

    private static final class Waiter {
        final long round;
        final Condition decided;
        State state = State.WAITING;

        Waiter(long round, Condition decided) {
            this.round = round;
            this.decided = decided;
        }

        void decide(State newState) {
            state = newState;
            decided.signal();
        }
    }

    FairTurns(SlowHashBounds bounds) {
        this.atOnce = bounds.atOnce();
        this.maxWaiting = bounds.waiting();
        this.patienceNanos = bounds.patience().toNanos();
    }

    /**
     * Waits for a turn.
     *
     * @param client for whom the thread works; equal objects are one client
     * @return whether it got one: then call {@link #release}
     */
    boolean acquire(Object client) {
        lock.lock();
        try {
            long before = threads.merge(client, 1, Integer::sum) - 1L;
            boolean acquired = running < atOnce ? startAtOnce() : waitForTurn(round + before);
            if (!acquired) {
                forget(client);
            }
            return acquired;
        } finally {
            lock.unlock();
        }
    }

    private boolean startAtOnce() {
        running++;
        return true;
    }

    private boolean waitForTurn(long myRound) {
        if (queue.size() >= maxWaiting && !displace(myRound)) {
            return false;
        }
        Waiter me = new Waiter(myRound, lock.newCondition());
        queue.add(me);
        try {
            for (long left = patienceNanos; me.state == State.WAITING && left > 0; ) {
                left = me.decided.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.remove(me);
        return me.state == State.RUNNING;
    }

    /** Removes the last thread of the last round, if that is after this round. */
    private boolean displace(long newRound) {
        Waiter last = null;
        for (Waiter waiter : queue) {
            if (waiter.round > newRound && (last == null || waiter.round >= last.round)) {
                last = waiter;
            }
        }
        if (last == null) {
            return false;
        }
        queue.remove(last);
        last.decide(State.DISPLACED);
        return true;
    }

    /** Ends a turn, and gives it to the first waiting thread of the first round. */
    void release(Object client) {
        lock.lock();
        try {
            forget(client);
            Waiter next = null;
            for (Waiter waiter : queue) {
                if (next == null || waiter.round < next.round) {
                    next = waiter;
                }
            }
            if (next == null) {
                running--;
                return;
            }
            round = Math.max(round, next.round);
            queue.remove(next);
            next.decide(State.RUNNING);
        } finally {
            lock.unlock();
        }
    }

    private void forget(Object client) {
        threads.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
    }
}
