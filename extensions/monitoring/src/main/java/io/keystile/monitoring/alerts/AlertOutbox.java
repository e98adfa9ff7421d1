package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.AlertRecipient.Attempt;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the recipients of all workspaces, from a few threads. One workspace has at most one of them at a time, so that
 * recipients who do not answer delay those of other workspaces by one attempt and not by all. A failed attempt is
 * repeated with growing delays. Tests have threads of their own, so that they delay no alert. Thread-safe.
 */
final class AlertOutbox implements AutoCloseable {
    static final int THREADS = 8;
    static final int MAX_OF_WORKSPACE = 100;
    static final int MAX_OF_ALL = 10_000;
    static final int ATTEMPTS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceAlerts.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);
    private static final Duration TEST_WAIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final RetryDelays delays;
    private final ScheduledThreadPoolExecutor threads;
    private final ThreadPoolExecutor testThreads;

    /** The messages of each workspace that has any. */
    private final Map<String, Lane> lanes = new HashMap<>();

    private int waiting;
    private long sent;
    private long dropped;
    private boolean closed;

    /** The messages of one workspace that wait for a thread. {@code unsent} counts those too that wait for a time. */
    private static final class Lane {
        private final Queue<Message> ready = new ArrayDeque<>();
        private boolean running;
        private int unsent;
    }

    private record Message(String workspace, AlertRecipient recipient, Alert alert, String id, int attempt) {
        Message next() {
            return new Message(workspace, recipient, alert, id, attempt + 1);
        }
    }

    AlertOutbox(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        this.delays = new RetryDelays(FIRST_DELAY, LONGEST_DELAY, random);
        this.threads = new ScheduledThreadPoolExecutor(THREADS, AlertOutbox::daemon);
        this.testThreads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                TEST_WAIT.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                AlertOutbox::daemon);
        this.testThreads.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-alert-outbox");
        thread.setDaemon(true);
        return thread;
    }

    private String newId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Sends an alert to recipients of a workspace. Returns at once; what finds the outbox full is dropped. */
    void send(String workspace, List<AlertRecipient> recipients, Alert alert) {
        synchronized (lanes) {
            for (AlertRecipient recipient : recipients) {
                Lane lane = lanes.computeIfAbsent(workspace, unused -> new Lane());
                if (lane.unsent >= MAX_OF_WORKSPACE || waiting >= MAX_OF_ALL || closed) {
                    dropped++;
                } else {
                    lane.unsent++;
                    waiting++;
                    lane.ready.add(new Message(workspace, recipient, alert, newId(), 1));
                }
                startNext(workspace, lane);
            }
        }
    }

    /** Starts the next message of a workspace, unless one is being sent. Called with the lock. */
    private void startNext(String workspace, Lane lane) {
        if (lane.unsent == 0) {
            lanes.remove(workspace);
        } else if (!lane.running && !lane.ready.isEmpty()) {
            Message message = lane.ready.remove();
            lane.running = true;
            schedule(() -> attempt(lane, message), Duration.ZERO);
        }
    }

    private void schedule(Runnable work, Duration delay) {
        Future<?> unused = threads.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void attempt(Lane lane, Message message) {
        Attempt attempt = tell(message);
        boolean again;
        synchronized (lanes) {
            if (threads.isShutdown()) {
                return; // it was counted as dropped
            }
            lane.running = false;
            again = attempt.again() && message.attempt() < ATTEMPTS && !closed;
            if (again) {
                Duration delay = delays.after(message.attempt(), attempt.retryAfter(), clock.instant());
                schedule(() -> retry(lane, message.next()), delay);
            } else {
                lane.unsent--;
                waiting--;
                sent += attempt.delivered() ? 1 : 0;
                dropped += attempt.delivered() ? 0 : 1;
                lanes.notifyAll();
            }
            startNext(message.workspace(), lane);
        }
        if (!again && !attempt.delivered()) {
            LOG.warn(
                    "Alert {} of workspace {} could not be sent: {}",
                    message.alert().incident(),
                    message.workspace(),
                    attempt.text());
        }
    }

    private static Attempt tell(Message message) {
        try {
            return message.recipient().tell(message.id(), message.alert());
        } catch (RuntimeException | Error e) { // it would stop the messages of the workspace for good
            LOG.warn("Alert {} could not be sent", message.alert().incident(), e);
            return Attempt.failed(false, "failed");
        }
    }

    private void retry(Lane lane, Message message) {
        synchronized (lanes) {
            lane.ready.add(message);
            startNext(message.workspace(), lane);
        }
    }

    /** Makes one attempt with each recipient, and waits for the results, 10 seconds at most. */
    List<AlertTestResult> test(List<AlertRecipient> recipients, Alert alert) {
        List<Future<Attempt>> attempts = new ArrayList<>();
        for (AlertRecipient recipient : recipients) {
            attempts.add(testThreads.submit(() -> recipient.tell(newId(), alert)));
        }
        long deadline = System.nanoTime() + TEST_WAIT.toNanos();
        List<AlertTestResult> results = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = await(attempts.get(i), deadline - System.nanoTime());
            results.add(new AlertTestResult(recipients.get(i).address(), attempt.delivered(), attempt.text()));
        }
        return List.copyOf(results);
    }

    private static Attempt await(Future<Attempt> attempt, long nanos) {
        try {
            return attempt.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            attempt.cancel(false);
            return Attempt.failed(true, "no result within " + TEST_WAIT.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.failed(true, "stopped");
        } catch (ExecutionException e) {
            LOG.warn("A test alert could not be sent", e);
            return Attempt.failed(true, "failed");
        }
    }

    /** Returns how many alerts recipients have accepted. */
    long sent() {
        synchronized (lanes) {
            return sent;
        }
    }

    /** Returns how many alerts were given up, or found the outbox full or closed. */
    long dropped() {
        synchronized (lanes) {
            return dropped;
        }
    }

    /** Allows two seconds to send what is ready, and drops and counts the rest. */
    @Override
    public void close() {
        synchronized (lanes) {
            closed = true;
            long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
            try {
                while (waiting > 0 && deadline - System.nanoTime() > 0) {
                    TimeUnit.NANOSECONDS.timedWait(lanes, deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            threads.shutdownNow();
            testThreads.shutdownNow();
            dropped += waiting;
            waiting = 0;
            lanes.clear();
        }
    }
}
