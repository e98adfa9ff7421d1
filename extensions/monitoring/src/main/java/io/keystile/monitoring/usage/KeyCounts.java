package io.keystile.monitoring.usage;

import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.ClientText;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of one key and keeps its last call. If two calls end at once, the last call may mix their values.
 * Thread-safe.
 */
final class KeyCounts {
    private static final UsageOutcome[] OUTCOMES = UsageOutcome.values();

    final KeyId key;
    final KeyId origin;
    final String workspace;
    private final AtomicReferenceArray<OutcomeCounter> counters = new AtomicReferenceArray<>(OUTCOMES.length);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong maxNanos = new AtomicLong();

    private volatile NetworkEstimate networks;
    // Not volatile: the values are immutable, written before a counter is incremented and read after one is read.
    private Instant lastTime = Instant.MIN;
    private @Nullable IpAddress lastAddress;
    private @Nullable String lastUserAgent;
    private @Nullable RateLimitResult lastLimits;
    private Instant limitsTime = Instant.MIN;

    KeyCounts(KeyId key, KeyId origin, String workspace, Instant now) {
        this.key = key;
        this.origin = origin;
        this.workspace = workspace;
        this.lastTime = now;
        this.networks = new NetworkEstimate(UsageResolution.DAY.periodOf(now), null);
    }

    void count(AuthEvent event) {
        Instant time = event.time();
        long minute = UsageResolution.MINUTE.periodOf(time);
        recordLastCall(event, time);
        recordNetwork(event.clientAddress(), minute);
        long duration = event.durationNanos();
        nanos.addAndGet(duration);
        if (duration > maxNanos.get()) {
            maxNanos.accumulateAndGet(duration, Math::max);
        }
        counterOf(UsageOutcome.of(event.decision())).count(minute);
    }

    private void recordLastCall(AuthEvent event, Instant time) {
        lastTime = time;
        lastAddress = event.clientAddress();
        lastUserAgent = event.request().userAgent();
        RateLimitResult limits = event.decision() instanceof Granted granted
                ? granted.limits()
                : event.decision() instanceof Denied denied ? denied.limits() : null;
        if (limits != null) {
            lastLimits = limits;
            limitsTime = time;
        }
    }

    private void recordNetwork(@Nullable IpAddress address, long minute) {
        long day = UsageResolution.DAY.periodOfMinute(minute);
        NetworkEstimate current = networks;
        if (current.isOutdated(day)) {
            current = new NetworkEstimate(day, current);
            networks = current;
        }
        if (address != null) {
            current.add(address);
        }
    }

    private OutcomeCounter counterOf(UsageOutcome outcome) {
        OutcomeCounter found = counters.get(outcome.index());
        if (found != null) {
            return found;
        }
        counters.compareAndSet(outcome.index(), null, new OutcomeCounter());
        return counters.get(outcome.index());
    }

    /** Returns the counter of an outcome; null if there was no call with it. */
    @Nullable
    OutcomeCounter find(UsageOutcome outcome) {
        return counters.get(outcome.index());
    }

    long calls(UsageOutcome outcome, UsageResolution resolution, long period) {
        OutcomeCounter found = find(outcome);
        return found == null ? 0 : found.calls(resolution, period);
    }

    /** Returns whether any call was counted. */
    boolean hasCalls() {
        return Stream.of(OUTCOMES).anyMatch(outcome -> find(outcome) != null);
    }

    boolean isUnusedSince(Instant time) {
        return lastTime.isBefore(time);
    }

    /** Returns whether a store has taken all calls. */
    boolean isWritten() {
        for (UsageOutcome outcome : OUTCOMES) {
            OutcomeCounter found = find(outcome);
            if (found != null && !found.isWritten()) {
                return false;
            }
        }
        return true;
    }

    KeyUsage usage(Instant now) {
        Map<UsageOutcome, Long> totals = new EnumMap<>(UsageOutcome.class);
        long calls = 0;
        for (UsageOutcome outcome : OUTCOMES) {
            OutcomeCounter found = find(outcome);
            if (found != null) {
                totals.put(outcome, found.total());
                calls += found.total();
            }
        }
        long today = UsageResolution.DAY.periodOf(now);
        NetworkEstimate estimate = networks;
        RateLimitResult limits = lastLimits;
        return new KeyUsage(
                key,
                workspace,
                totals,
                // Sanitized here and not on each call, because that takes longer than counting the call.
                new KeyUsage.LastCall(lastTime, lastAddress, ClientText.sanitize(lastUserAgent)),
                estimate.estimate(today),
                estimate.estimate(today - 1),
                calls == 0 ? 0 : nanos.get() / calls,
                maxNanos.get(),
                limits == null ? List.of() : quotas(limits, Duration.between(limitsTime, now)));
    }

    /**
     * Returns the quotas of a result of that age. Once a whole window has passed, all permits of a limit are available
     * again.
     */
    private static List<Quota> quotas(RateLimitResult limits, Duration age) {
        return limits.quotas().stream()
                .map(quota -> age.compareTo(quota.limit().window()) < 0
                        ? quota
                        : new Quota(quota.bucket(), quota.limit(), quota.limit().permits(), 0, false))
                .toList();
    }
}
