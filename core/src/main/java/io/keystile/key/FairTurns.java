package io.keystile.key;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many threads work at once and how many wait, and shares the turns fairly between clients. A client has one
 * turn in each round, however many of its threads wait: its second thread waits for the next round, and so on. A client
 * that comes back after its turn waits for the next round too. If the queue is full, a thread takes the place of one in
 * a later round. Thread-safe; it blocks.
 */
final class FairTurns {
    private final int atOnce;
    private final int maxWaiting;
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private int running;
    /** The current round: no new thread gets an earlier one. */
    private long round;

    /** The clients whose waiting threads got turns in this round, at most {@link #maxWaiting}. */
    private final Set<Object> served = new HashSet<>();

    private final List<Waiter> queue = new ArrayList<>();
    /** The threads of each client that work or wait; only clients that have one. */
    private final Map<Object, Integer> threads = new HashMap<>();

    private enum State {
        WAITING,
        RUNNING,
        DISPLACED
    }

    private static final class Waiter {
        final Object client;
        final long round;
        final Condition decided;
        State state = State.WAITING;

        Waiter(Object client, long round, Condition decided) {
            this.client = client;
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
            long rounds = served.contains(client) ? Math.max(1, before) : before;
            boolean acquired = running < atOnce ? startAtOnce() : waitForTurn(client, round + rounds);
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

    private boolean waitForTurn(Object client, long myRound) {
        if (queue.size() >= maxWaiting && !displace(myRound)) {
            return false;
        }
        Waiter me = new Waiter(client, myRound, lock.newCondition());
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
                served.clear();
                return;
            }
            serve(next);
            queue.remove(next);
            next.decide(State.RUNNING);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts a turn in its round. A round also ends when as many clients got turns in it as can wait, so that new
     * clients cannot prolong it.
     */
    private void serve(Waiter next) {
        if (next.round > round) {
            enterRound(next.round);
        }
        if (next.round == round && served.add(next.client) && served.size() >= maxWaiting) {
            enterRound(round + 1);
        }
    }

    private void enterRound(long newRound) {
        round = newRound;
        served.clear();
    }

    private void forget(Object client) {
        threads.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
    }
}
