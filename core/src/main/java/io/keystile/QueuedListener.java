package io.keystile;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes events on in a thread of its own, so that a slow listener holds up no request. When the queue is full, events
 * are dropped and counted. Telling it takes no lock.
 *
 * <p>To wake a thread takes its waker longer than a whole decision. So while events come, the worker looks for them at
 * intervals; callers wake it only if the queue is half full, or after a second without any.
 */
final class QueuedListener implements AuthListener, AutoCloseable {
    private static final long CLOSE_MILLIS = 2_000;

    /** How long the worker rests where it finds nothing, and how often in a row it does before it has to be woken. */
    private static final Duration REST = Duration.ofMillis(5);

    private static final int RESTS = 200;

    private final AuthListener delegate;
    private final int capacity;
    private final int halfFull;
    private final long restNanos;
    private final EventLosses losses;
    private final Queue<AuthEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    /** Dropped for want of room, and not told to the listener yet. */
    private final AtomicLong missed = new AtomicLong();

    private final Thread worker;
    /** How often the worker has found nothing, one time after the other. Of the worker only. */
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
        // The worker may have looked for the last time between the first line and the adding.
        if (closed && queue.remove(event)) {
            losses.dropped();
        }
    }

    /** Takes a place in the queue, and returns how many are taken; 0 if there was none. */
    private int enter() {
        // Threads that only look do not take the counter from each other, which in a flood most of them would.
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
            // Read before the queue is: whoever adds an event after this sees it closed as well, and takes it back.
            boolean last = closed;
            AuthEvent event = queue.poll();
            if (event != null) {
                size.decrementAndGet();
                restsInARow = 0;
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
        if (restsInARow < RESTS) {
            restsInARow++;
            LockSupport.parkNanos(this, restNanos);
            return;
        }
        asleep = true;
        // Looked at again after asleep is set: an event that came in between has not woken anybody.
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /**
     * Lets the listener hear what is queued, for two seconds at most and no longer than the caller is interrupted. What is
     * left then is counted as lost, and the listener is interrupted, and told of the loss if that sets it free.
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
