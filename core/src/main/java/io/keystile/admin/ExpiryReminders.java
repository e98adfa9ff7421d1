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
 * Tells a listener of each key that will expire, as often as was asked: for example 14, 3 and 1 days before. It looks at
 * the store once an hour. Keys that have a successor are passed over.
 *
 * <p>Each time is told once, with the nearest one where several have come at once; after a start, the one that has come
 * last is told again, and each node tells for itself. What the listener throws is logged, and it is told again an hour
 * later. Thread-safe.
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
            throw new IllegalArgumentException("Give at least one time before the end, each longer than zero");
        }
        this.keys = keys;
        this.times = times.stream().sorted().toList();
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Starts to remind, in a daemon thread, at once and from then on.
     *
     * @param times how long before the end
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

    /** Looks which reminders are due. */
    synchronized void check() {
        Map<KeyId, ExpiryReminder> toldNow = new HashMap<>();
        try {
            Instant now = clock.instant();
            KeyQuery query = KeyQuery.ofAll()
                    .withStatus(KeyStatus.ACTIVE, now)
                    .endingIn(now, now.plus(times.get(times.size() - 1)));
            keys.unrestricted().forEach(query, key -> remind(key, now, toldNow));
            told = toldNow;
        } catch (RuntimeException | Error e) { // whatever comes out of here would end the timer
            told.putAll(toldNow);
            LOG.warn("Keys that are about to expire could not be looked for: {}", e.getMessage());
        }
    }

    private void remind(ApiKeyRecord key, Instant now, Map<KeyId, ExpiryReminder> toldNow) {
        Instant end = key.endsAt();
        if (end == null || key.lineage().successor() != null) {
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
            LOG.warn("Nobody was reminded that key {} expires", key.id(), e);
        }
    }

    /** Stops reminding. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
