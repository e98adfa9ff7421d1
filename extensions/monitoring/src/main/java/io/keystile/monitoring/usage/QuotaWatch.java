package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.key.KeyId;
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
 * Tells when a key comes near one of its limits: at 80 and at 100 percent, unless told otherwise, each once in a window.
 *
 * <p>For a key, a limit and a threshold, at least the limit's window lies between two events. A call that passes several
 * thresholds at once is told of with the highest one. Of keys that were near a limit, those that were so most recently are
 * remembered, {@value #MAX_KEYS} at most; a key that was forgotten may be told of twice in a window.
 *
 * <p>Made for {@code AuthenticatorBuilder.listener}, which has a queue; each call takes some memory. Thread-safe.
 */
public final class QuotaWatch implements AuthListener {
    static final int MAX_KEYS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(QuotaWatch.class);
    private static final int ALL = 100;

    private final QuotaListener listener;
    /** Rising, without repetition. */
    private final int[] percents;

    private final LruMap<KeyId, Map<Threshold, Instant>> told = new LruMap<>(MAX_KEYS);

    private record Threshold(String limit, int percent) {}

    /** Creates a watch that tells of 80 and 100 percent. */
    public QuotaWatch(QuotaListener listener) {
        this(listener, 80, ALL);
    }

    /**
     * Creates a watch.
     *
     * @param listener told in the thread of the decision, or of this listener's queue
     * @param percents the thresholds in percent of a limit's permits, each 1 to 100, at least one, in any order
     * @throws IllegalArgumentException if there is no threshold, or one out of its bounds
     */
    public QuotaWatch(QuotaListener listener, int... percents) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.percents = Arrays.stream(percents).sorted().distinct().toArray();
        Arguments.atLeast(1, percents.length, "The number of thresholds");
        for (int percent : percents) {
            if (percent < 1 || percent > ALL) {
                throw new IllegalArgumentException("A threshold is 1 to 100 percent; got " + percent);
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
            if (percent > 0 && isNews(caller.keyId(), quota, percent, event.time())) {
                tell(new QuotaEvent(event.time(), caller, percent, quota));
            }
        }
    }

    private static @Nullable RateLimitResult limitsOf(AuthEvent event) {
        return event.decision() instanceof Granted granted
                ? granted.limits()
                : event.decision() instanceof Denied denied ? denied.limits() : null;
    }

    /** Returns the highest threshold that is reached; 0 if none is. */
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

    private synchronized boolean isNews(KeyId key, Quota quota, int percent, Instant now) {
        Map<Threshold, Instant> ofKey = told.getOrCreate(key, HashMap::new);
        Threshold threshold = new Threshold(quota.limit().name(), percent);
        Instant last = ofKey.get(threshold);
        // One that is as far ahead is of a clock that was wrong, and keeps nothing quiet.
        if (last != null
                && Duration.between(last, now).abs().compareTo(quota.limit().window()) < 0) {
            return false;
        }
        // Who was told of 100 percent is not told of 80 when calls come back a few at a time.
        for (int lower : percents) {
            if (lower <= percent) {
                ofKey.put(new Threshold(quota.limit().name(), lower), now);
            }
        }
        return true;
    }

    private void tell(QuotaEvent event) {
        try {
            listener.onThreshold(event);
        } catch (RuntimeException | Error e) {
            LOG.warn("A listener to quotas failed", e);
        }
    }
}
