package io.keystile;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes events to a listener in a thread of its own, so that a slow listener delays no request. When the queue is
 * full, events are dropped and counted. Adding an event takes no lock. Thread-safe.
 *
 * <p>Waking a thread costs the waking thread more time than a whole decision. While events arrive, the worker therefore
 * polls the queue at intervals. Requests wake it only when the queue becomes half full, or after it found no event for
 * one second.
 */
final class QueuedListener implements AuthListener, AutoCloseable {
    private static final long CLOSE_MILLIS = 2_000;

    /** The pause between two polls of an empty queue. */
    private static final Duration REST = Duration.ofMillis(5);

    /** The number of pauses in a row, one second in all, after which the worker parks until it is woken. */
    private static final int RESTS = 200;

    private final AuthListener delegate;
    private final int capacity;
    private final int halfFull;
    private final long restNanos;
    private final EventLosses losses;
    private final Queue<AuthEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    /** The number of events that were dropped and not yet reported to the listener. */
    private final AtomicLong missed = new AtomicLong();

    private final Thread worker;
    /** The number of pauses since the last event. Accessed by the worker only. */
    private int restsInARow = RESTS;

    private volatile boolean asleep;
    private volatile boolean closed;

    QueuedListener(AuthListener delegate, int capacity, EventLosses losses) {
        this(delegate, capacity, losses, REST);
    }

    QueuedListener(AuthListener delegate, int capacity, EventLosses losses, Duration rest) {
        this.delegate = delegate;
        this.capacity = capacity;
        this.halfFull = (capacity + 1) / 2;
        this.restNanos = rest.toNanos();
        this.losses = losses;
        this.worker = new Thread(this::passOn, "keystile-listener");
        this.worker.setDaemon(true);
    }

    void start() {
        worker.start();
    }

    @Override
    public void onDecision(AuthEvent event) {
        if (closed) {
            losses.dropped();
            return;
        }
        int waiting = enter();
        if (waiting == 0) {
            missed.incrementAndGet();
            losses.dropped();
            return;
        }
        queue.add(event);
        if (asleep || waiting == halfFull) {
            LockSupport.unpark(worker);
        }
        // The worker may have polled for the last time between the first check of closed and the add.
        if (closed && queue.remove(event)) {
            losses.dropped();
        }
    }

    /** Reserves a place in the queue. Returns the number of reserved places, or 0 if the queue is full. */
    private int enter() {
        // When the queue is full, threads only read the counter, and do not contend for writing it.
        if (size.get() >= capacity) {
            return 0;
        }
        int waiting = size.incrementAndGet();
        if (waiting > capacity) {
            size.decrementAndGet();
            return 0;
        }
        return waiting;
    }

    private void passOn() {
        while (true) {
            // Read before the poll: a thread that adds an event after it sees closed as well, and removes the event.
            boolean last = closed;
            AuthEvent event = queue.poll();
            if (event != null) {
                size.decrementAndGet();
                restsInARow = 0;
                tellLosses();
                losses.guard(delegate, event);
                // If a listener leaves the interrupt status set, every later park would return at once.
                Thread.interrupted();
            } else if (last) {
                tellLosses();
                return;
            } else {
                await();
            }
        }
    }

    private void tellLosses() {
        if (missed.get() > 0) {
            losses.guardLoss(delegate, missed.getAndSet(0));
        }
    }

    private void await() {
        if (restsInARow < RESTS) {
            restsInARow++;
            LockSupport.parkNanos(this, restNanos);
            return;
        }
        asleep = true;
        // Checked again after asleep is set: an event that was added before that did not wake this thread.
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /**
     * Waits until the listener has received the queued events, for two seconds at most, or until the calling thread is
     * interrupted. The remaining events are then counted as lost, and the listener is interrupted; if it returns, it is
     * notified of the loss.
     */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(worker);
        try {
            worker.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (worker.isAlive()) {
            while (queue.poll() != null) {
                missed.incrementAndGet();
                losses.dropped();
            }
            worker.interrupt();
        }
    }
}
