package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.monitoring.internal.Arguments;
import io.keystile.monitoring.internal.LruMap;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies a listener when a limit is nearly or fully used: by default at 80 and at 100 percent, each once per window.
 *
 * <p>For the same bucket, limit and threshold, two events are at least the limit's window apart, whichever key's call
 * caused them. A call that reaches several thresholds of a limit causes one event, for the highest of them. The watch
 * remembers the {@value #MAX_BUCKETS} buckets that reached a threshold most recently. For others, an event may repeat
 * within a window.
 *
 * <p>Register it with {@code AuthenticatorBuilder.listener}, which has a queue, because handling a call allocates
 * memory. Thread-safe.
 */
public final class QuotaWatch implements AuthListener {
    static final int MAX_BUCKETS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(QuotaWatch.class);
    private static final int ALL = 100;

    private final QuotaListener listener;
    /** In ascending order, without duplicates. */
    private final int[] percents;

    private final LruMap<String, Map<Threshold, Instant>> reported = new LruMap<>(MAX_BUCKETS);

    private record Threshold(String limit, int percent) {}

    /** Creates a watch with thresholds at 80 and 100 percent. */
    public QuotaWatch(QuotaListener listener) {
        this(listener, 80, ALL);
    }

    /**
     * Creates a watch.
     *
     * @param listener called in the thread that calls {@link #onDecision}
     * @param percents the thresholds in percent of a limit's permits, each 1 to 100, at least one, in any order
     * @throws IllegalArgumentException if there is no threshold, or one is out of bounds
     */
    public QuotaWatch(QuotaListener listener, int... percents) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.percents = Arrays.stream(percents).sorted().distinct().toArray();
        Arguments.atLeast(1, percents.length, "The number of thresholds");
        for (int percent : percents) {
            if (percent < 1 || percent > ALL) {
                throw new IllegalArgumentException("A threshold must be from 1 to 100 percent; got " + percent);
            }
        }
    }

    @Override
    public void onDecision(AuthEvent event) {
        ApiKeyPrincipal caller = event.caller();
        RateLimitResult limits = limitsOf(event);
        if (caller == null || limits == null) {
            return;
        }
        for (Quota quota : limits.quotas()) {
            int percent = highestReached(quota);
            if (percent > 0 && markReported(quota, percent, event.time())) {
                notifyListener(new QuotaEvent(event.time(), caller, percent, quota));
            }
        }
    }

    private static @Nullable RateLimitResult limitsOf(AuthEvent event) {
        return event.decision() instanceof Granted granted
                ? granted.limits()
                : event.decision() instanceof Denied denied ? denied.limits() : null;
    }

    /** Returns the highest threshold that the quota has reached, in percent; 0 if it has reached none. */
    private int highestReached(Quota quota) {
        long permits = quota.limit().permits();
        long used = permits - quota.remaining();
        int reached = 0;
        for (int percent : percents) {
            if (used * ALL >= permits * percent) {
                reached = percent;
            }
        }
        return reached;
    }

    /** Remembers that the threshold is reported now; returns false if it was already reported within the window. */
    private synchronized boolean markReported(Quota quota, int percent, Instant now) {
        Map<Threshold, Instant> ofKey = reported.getOrCreate(quota.bucket(), HashMap::new);
        Threshold threshold = new Threshold(quota.limit().name(), percent);
        Instant last = ofKey.get(threshold);
        // A time a window or more in the future comes from a wrong clock and suppresses nothing.
        if (last != null
                && Duration.between(last, now).abs().compareTo(quota.limit().window()) < 0) {
            return false;
        }
        // After 100 percent, 80 percent is not reported when a few permits become available again.
        for (int lower : percents) {
            if (lower <= percent) {
                ofKey.put(new Threshold(quota.limit().name(), lower), now);
            }
        }
        return true;
    }

    private void notifyListener(QuotaEvent event) {
        try {
            listener.onThreshold(event);
        } catch (RuntimeException | Error e) {
            LOG.warn("A quota listener failed", e);
        }
    }
}
