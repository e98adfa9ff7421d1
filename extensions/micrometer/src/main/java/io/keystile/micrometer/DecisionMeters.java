package io.keystile.micrometer;

import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How many decisions there were, why, and how long they took. All meters are made beforehand. Thread-safe. */
final class DecisionMeters {
    /** The values of the tag {@code outcome}. */
    static final String GRANTED = "granted";

    static final String DENIED = "denied";

    private static final String DURATION = "keystile.decision.duration";

    /** A decision on a remembered key takes about half a microsecond. */
    private static final Duration[] BUCKETS = DurationBuckets.from(1);

    private final Counter granted;
    private final Map<DenialReason, Counter> denied = new EnumMap<>(DenialReason.class);

    private final Timer grantedTime;
    private final Timer deniedTime;

    DecisionMeters(MeterRegistry registry, Tags tags, boolean histograms) {
        grantedTime = firstTimer(registry, tags, histograms);
        deniedTime = timer(registry, tags, DENIED, histograms);
        granted = counter(registry, tags, GRANTED, "none");
        for (DenialReason reason : DenialReason.values()) {
            denied.put(reason, counter(registry, tags, DENIED, reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Made before all other meters: if it does not fit those that the registry has, nothing else is to be taken away. */
    private static Timer firstTimer(MeterRegistry registry, Tags tags, boolean histogram) {
        Collection<Timer> others =
                registry.find(DURATION).tag("outcome", GRANTED).timers();
        Timer timer = timer(registry, tags, GRANTED, histogram);
        // As the registry has made them: its filters may give or take a histogram.
        if (others.stream().anyMatch(other -> hasBuckets(other) != hasBuckets(timer))) {
            registry.remove(timer);
            throw new IllegalStateException(
                    "Metrics that share a registry all have histograms or none; those it has are "
                            + (hasBuckets(timer) ? "without" : "with"));
        }
        return timer;
    }

    private static boolean hasBuckets(Timer timer) {
        return timer.takeSnapshot().histogramCounts().length > 0;
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String outcome, String reason) {
        return Counter.builder("keystile.decisions")
                .description("Decisions on calls")
                .tags(tags)
                .tags("outcome", outcome, "reason", reason)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, Tags tags, String outcome, boolean histogram) {
        Timer.Builder timer = Timer.builder(DURATION)
                .description("How long decisions took, the store's time included")
                .tags(tags)
                .tag("outcome", outcome);
        return (histogram ? timer.serviceLevelObjectives(BUCKETS) : timer).register(registry);
    }

    void count(Decision decision, long nanos) {
        if (decision instanceof Denied refusal) {
            Objects.requireNonNull(denied.get(refusal.reason())).increment();
            deniedTime.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            granted.increment();
            grantedTime.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
