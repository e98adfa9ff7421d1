package io.keystile.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Times a store's calls by operation and result. The result is {@code ok}, {@code conflict} if a write did not fit the
 * stored records, or {@code error} if the store threw any other exception. All meters are registered by the
 * constructor. Thread-safe.
 */
final class StoreMeters {
    private static final Duration[] BUCKETS = DurationBuckets.from(100);

    private final Clock clock;
    private final Map<StoreOperation, Timer> ok = new EnumMap<>(StoreOperation.class);
    private final Map<StoreOperation, Timer> failed = new EnumMap<>(StoreOperation.class);
    /** Contains only {@link StoreOperation#WRITE}. */
    private final Map<StoreOperation, Timer> conflicts;

    StoreMeters(MeterRegistry registry, Tags tags, boolean histograms) {
        clock = registry.config().clock();
        for (StoreOperation operation : StoreOperation.values()) {
            ok.put(operation, timer(registry, tags, operation, "ok", histograms));
            failed.put(operation, timer(registry, tags, operation, "error", histograms));
        }
        conflicts = Map.of(StoreOperation.WRITE, timer(registry, tags, StoreOperation.WRITE, "conflict", histograms));
    }

    private static Timer timer(
            MeterRegistry registry, Tags tags, StoreOperation operation, String result, boolean histogram) {
        Timer.Builder timer = Timer.builder("keystile.store.duration")
                .description("Duration of calls of the key store")
                .tags(tags)
                .tags("operation", operation.tag(), "result", result);
        return (histogram ? timer.serviceLevelObjectives(BUCKETS) : timer).register(registry);
    }

    /** Times a call, and returns its result. Exceptions are rethrown, and timed as {@code error}. */
    <T> T time(StoreOperation operation, Supplier<T> call) {
        long start = clock.monotonicTime();
        Map<StoreOperation, Timer> timers = failed;
        try {
            T result = call.get();
            timers = ok;
            return result;
        } finally {
            record(timers, operation, start);
        }
    }

    /** Times a write. It is a conflict if the write returns false, or throws an {@link IllegalStateException}. */
    boolean timeWrite(BooleanSupplier write) {
        long start = clock.monotonicTime();
        Map<StoreOperation, Timer> timers = failed;
        try {
            boolean written = write.getAsBoolean();
            timers = written ? ok : conflicts;
            return written;
        } catch (IllegalStateException e) {
            timers = conflicts;
            throw e;
        } finally {
            record(timers, StoreOperation.WRITE, start);
        }
    }

    private void record(Map<StoreOperation, Timer> timers, StoreOperation operation, long start) {
        Objects.requireNonNull(timers.get(operation)).record(clock.monotonicTime() - start, TimeUnit.NANOSECONDS);
    }
}
