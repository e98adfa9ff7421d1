package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.store.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies a listener of each key that is about to expire, at configured times: for example 14, 3 and 1 days before.
 * The store is queried once an hour. Keys that have a successor which is not
 * revoked are skipped.
 *
 * <p>Each configured time causes one reminder; if several were reached since the last query, only the one nearest to
 * the expiry does. After a restart the last reminder is repeated, and each node sends its own. An exception from the
 * listener is logged, and the reminder is repeated an hour later. Thread-safe.
 */
public final class ExpiryReminders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryReminders.class);
    private static final long HOURLY = 1;

    private final ApiKeys keys;
    private final List<Duration> times;
    private final Consumer<ExpiryReminder> listener;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(ExpiryReminders::daemon);
    private Map<KeyId, ExpiryReminder> told = new HashMap<>();

    ExpiryReminders(ApiKeys keys, List<Duration> times, Consumer<ExpiryReminder> listener, InstantSource clock) {
        if (times.isEmpty() || times.stream().anyMatch(time -> time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException("Give at least one time before the expiry, each more than zero");
        }
        this.keys = keys;
        this.times = times.stream().sorted().toList();
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Starts a daemon thread that sends reminders, at once and then every hour.
     *
     * @param times how long before the expiry
     * @throws IllegalArgumentException if there is no time, or one is not positive
     */
    public static ExpiryReminders start(ApiKeys keys, List<Duration> times, Consumer<ExpiryReminder> listener) {
        ExpiryReminders reminders = new ExpiryReminders(keys, times, listener, InstantSource.system());
        Future<?> unused = reminders.timer.scheduleWithFixedDelay(reminders::check, 0, HOURLY, TimeUnit.HOURS);
        return reminders;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-expiry-reminders");
        thread.setDaemon(true);
        return thread;
    }

    /** Queries the store and sends the reminders that are due. */
    synchronized void check() {
        Map<KeyId, ExpiryReminder> toldNow = new HashMap<>();
        try {
            Instant now = clock.instant();
            KeyQuery query = KeyQuery.ofAll()
                    .withStatus(KeyStatus.ACTIVE, now)
                    .endingIn(now, now.plus(times.get(times.size() - 1)));
            keys.unrestricted().forEach(query, key -> remind(key, now, toldNow));
            told = toldNow;
        } catch (RuntimeException | Error e) { // an exception would end the timer
            told.putAll(toldNow);
            LOG.warn("Keys that are about to expire could not be found: {}", e.getMessage());
        }
    }

    private void remind(ApiKeyRecord key, Instant now, Map<KeyId, ExpiryReminder> toldNow) {
        Instant end = key.endsAt();
        if (end == null || keys.isReplaced(key)) {
            return;
        }
        Duration left = Duration.between(now, end);
        Duration due = times.stream()
                .filter(time -> time.compareTo(left) >= 0)
                .findFirst()
                .orElseThrow();
        ExpiryReminder before = told.get(key.id());
        if (before != null && before.before().equals(due) && before.expiresAt().equals(end)) {
            toldNow.put(key.id(), before);
            return;
        }
        ExpiryReminder reminder = new ExpiryReminder(key, end, due);
        try {
            listener.accept(reminder);
            toldNow.put(key.id(), reminder);
        } catch (RuntimeException e) {
            LOG.warn("The listener failed on the reminder that key {} expires", key.id(), e);
        }
    }

    /** Stops the reminders. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
