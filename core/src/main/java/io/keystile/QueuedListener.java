package io.keystile;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes events on in a thread of its own, so that a slow listener holds up no request. When the queue is full, events
 * are dropped and counted. Telling it takes no lock.
 */
final class QueuedListener implements AuthListener, AutoCloseable {
    private static final long CLOSE_MILLIS = 2_000;

    private final AuthListener delegate;
    private final int capacity;
    private final EventLosses losses;
    private final Queue<AuthEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    /** Dropped for want of room, and not told to the listener yet. */
    private final AtomicLong missed = new AtomicLong();

    private final Thread worker;
    private volatile boolean idle;
    private volatile boolean closed;

    QueuedListener(AuthListener delegate, int capacity, EventLosses losses) {
        this.delegate = delegate;
        this.capacity = capacity;
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
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            missed.incrementAndGet();
            losses.dropped();
            return;
        }
        queue.add(event);
        if (idle) {
            LockSupport.unpark(worker);
        }
        // The worker may have looked for the last time between the first line and the adding.
        if (closed && queue.remove(event)) {
            losses.dropped();
        }
    }

    private void passOn() {
        while (true) {
            // Read before the queue is: whoever adds an event after this sees it closed as well, and takes it back.
            boolean last = closed;
            AuthEvent event = queue.poll();
            if (event != null) {
                size.decrementAndGet();
                tellLosses();
                losses.guard(delegate, event);
                // An interrupt that a listener leaves behind would wake the worker from every rest.
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
        idle = true;
        // Looked at again after idle is set: an event that came in between has not woken anybody.
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        idle = false;
    }

    /**
     * Lets the listener hear what is queued, for two seconds at most and no longer than the caller is interrupted. What is
     * left then is counted as lost, and the listener is interrupted.
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
                losses.dropped();
            }
            worker.interrupt();
        }
    }
}
