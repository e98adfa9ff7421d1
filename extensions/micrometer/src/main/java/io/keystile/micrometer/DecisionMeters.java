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

/** Counts and times decisions by outcome and reason. All meters are registered by the constructor. Thread-safe. */
final class DecisionMeters {
    /** The values of the tag {@code outcome}. */
    static final String GRANTED = "granted";

    static final String DENIED = "denied";

    private static final String DURATION = "keystile.decision.duration";

    /** From 1 µs: a decision on a cached key takes about half a microsecond. */
    private static final Duration[] BUCKETS = DurationBuckets.from(1);

    private final Counter granted;
    private final Map<DenialReason, Counter> denied = new EnumMap<>(DenialReason.class);

    private final Timer grantedTime;
    private final Timer deniedTime;

    DecisionMeters(MeterRegistry registry, Tags tags, boolean histograms) {
        grantedTime = grantedTimer(registry, tags, histograms);
        deniedTime = timer(registry, tags, DENIED, histograms);
        granted = counter(registry, tags, GRANTED, "none");
        for (DenialReason reason : DenialReason.values()) {
            denied.put(reason, counter(registry, tags, DENIED, reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Registers the first meter. If it does not fit the registry's existing timers, it is removed again, and no other
     * meter has been registered yet.
     */
    private static Timer grantedTimer(MeterRegistry registry, Tags tags, boolean histogram) {
        Collection<Timer> others =
                registry.find(DURATION).tag("outcome", GRANTED).timers();
        Timer timer = timer(registry, tags, GRANTED, histogram);
        // Compares the registered timers, because the registry's filters may add or remove histograms.
        if (others.stream().anyMatch(other -> hasBuckets(other) != hasBuckets(timer))) {
            registry.remove(timer);
            throw new IllegalStateException(
                    "All metrics of a registry must use histograms, or none; the existing ones use "
                            + (hasBuckets(timer) ? "none" : "histograms"));
        }
        return timer;
    }

    private static boolean hasBuckets(Timer timer) {
        return timer.takeSnapshot().histogramCounts().length > 0;
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String outcome, String reason) {
        return Counter.builder("keystile.decisions")
                .description("Decisions on requests")
                .tags(tags)
                .tags("outcome", outcome, "reason", reason)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, Tags tags, String outcome, boolean histogram) {
        Timer.Builder timer = Timer.builder(DURATION)
                .description("Duration of decisions, including calls of the key store")
                .tags(tags)
                .tag("outcome", outcome);
        return (histogram ? timer.serviceLevelObjectives(BUCKETS) : timer).register(registry);
    }

    void count(Decision decision, long nanos) {
        if (decision instanceof Denied denial) {
            Objects.requireNonNull(denied.get(denial.reason())).increment();
            deniedTime.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            granted.increment();
            grantedTime.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
