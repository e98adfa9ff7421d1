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
 * Sends each alert to a webhook as a JSON object, from a thread of its own, in the order received. Thread-safe.
 *
 * <p>Messages are signed as the Standard Webhooks specification requires. {@value #SIGNATURE_HEADER} is {@code v1,}
 * followed by the base64 of an HMAC-SHA-256 under the shared secret. The signed text is
 * {@code <id>.<timestamp>.<body>}, with the values of {@value #ID_HEADER} and {@value #TIMESTAMP_HEADER} (seconds since
 * 1970). A receiver should compare the signature in constant time, reject timestamps that are minutes off, and ignore
 * an id it has already received.
 *
 * <p>An attempt that fails with 408, 429, 5xx or an I/O error is repeated with growing delays, and not before the time
 * in {@code Retry-After} (RFC 9110 section 10.2.3), up to the longest delay of the settings. Redirects are not
 * followed. Alerts that find the queue full and alerts that are given up are counted.
 */
public final class WebhookAlerts implements AlertListener, AutoCloseable {
    /** The header with the id of the message, which is the same in each attempt. */
    public static final String ID_HEADER = "webhook-id";

    /** The header with the time of the attempt, in seconds since 1970. */
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";

    /** The header with the signature of the message. */
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
     * Creates a listener that sends from a daemon thread.
     *
     * @param settings the address of the webhook, the size of the queue and the delays
     * @param secret the secret shared with the receiver, at least 24 random bytes; it is copied
     * @throws IllegalArgumentException if the secret has fewer than 24 bytes
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
        boolean accepted = false;
        try {
            accepted = delivery.deliver(alert);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Alert {} could not be sent", alert.incident(), e);
        }
        (accepted ? sent : dropped).incrementAndGet();
    }

    /** Returns how many alerts the receiver has accepted. */
    public long sent() {
        return sent.get();
    }

    /**
     * Returns how many alerts were dropped: because the queue was full, the receiver did not accept them, or this was
     * closed.
     */
    public long dropped() {
        return dropped.get();
    }

    /** Stops accepting alerts, allows two seconds to send those in the queue, and drops and counts the rest. */
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
