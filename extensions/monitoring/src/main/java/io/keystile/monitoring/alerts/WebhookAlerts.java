package io.keystile.monitoring.alerts;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each alert to a webhook as a JSON object, from a thread of its own, in the order they were told.
 *
 * <p>A message is signed as the Standard Webhooks specification has it: {@value #SIGNATURE_HEADER} is {@code v1,} and the base64
 * of the HMAC-SHA-256, under the shared secret, of {@code <id>.<timestamp>.<body>}, where id and timestamp (seconds since 1970)
 * are the values of {@value #ID_HEADER} and {@value #TIMESTAMP_HEADER}. A receiver compares it in constant time, refuses
 * timestamps that are minutes off, and passes over an id that it has had.
 *
 * <p>What fails with 408, 429, 5xx or on the way is sent again, later and later, and not before {@code Retry-After} says
 * (RFC 9110 section 10.2.3). Redirects are not followed. What the queue has no room for, and what is given up, is counted.
 * Thread-safe.
 */
public final class WebhookAlerts implements AlertListener, AutoCloseable {
    /** The header with the message's id, the same in each attempt. */
    public static final String ID_HEADER = "webhook-id";

    /** The header with the attempt's time, in seconds since 1970. */
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";

    /** The header with the signature. */
    public static final String SIGNATURE_HEADER = "webhook-signature";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookAlerts.class);
    private static final long CLOSE_SECONDS = 2;
    private static final long IDLE_SECONDS = 10;

    private final WebhookDelivery delivery;
    private final ThreadPoolExecutor worker;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    WebhookAlerts(
            WebhookSettings settings, byte[] secret, InstantSource clock, Sleeper sleeper, RandomGenerator random) {
        this.delivery = new WebhookDelivery(settings, new WebhookSigner(secret), clock, sleeper, random);
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.capacity()),
                WebhookAlerts::daemon,
                (alert, full) -> dropped.incrementAndGet());
        this.worker.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts to send, in a daemon thread.
     *
     * @param settings where to, and how hard
     * @param secret what messages are signed with, at least 24 random bytes that the receiver knows, too; it is copied
     * @throws IllegalArgumentException if the secret is too short
     */
    public static WebhookAlerts start(WebhookSettings settings, byte[] secret) {
        Sleeper sleeper = time -> TimeUnit.MILLISECONDS.sleep(time.toMillis());
        return new WebhookAlerts(settings, secret, InstantSource.system(), sleeper, new SecureRandom());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-webhook");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void onAlert(Alert alert) {
        worker.execute(() -> send(alert));
    }

    private void send(Alert alert) {
        boolean taken = false;
        try {
            taken = delivery.deliver(alert);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("The alert {} could not be sent", alert.incident(), e);
        }
        (taken ? sent : dropped).incrementAndGet();
    }

    /** Returns how many alerts the receiver has taken. */
    public long sent() {
        return sent.get();
    }

    /** Returns how many alerts were not sent: for want of room, because the receiver did not take them, or after the end. */
    public long dropped() {
        return dropped.get();
    }

    /** Takes no more alerts, gives those that wait two seconds, and drops and counts the rest. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropped.addAndGet(worker.shutdownNow().size());
    }
}
