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
 * How long a store's calls took, and how they ended: {@code ok}; {@code conflict} if nothing was written because the store has
 * something else than was thought; {@code error} if it threw anything else. All meters are made beforehand. Thread-safe.
 */
final class StoreMeters {
    private static final Duration[] BUCKETS = DurationBuckets.from(100);

    private final Clock clock;
    private final Map<StoreOperation, Timer> ok = new EnumMap<>(StoreOperation.class);
    private final Map<StoreOperation, Timer> failed = new EnumMap<>(StoreOperation.class);
    /** Of writes only. */
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
                .description("How long calls of the key store took")
                .tags(tags)
                .tags("operation", operation.tag(), "result", result);
        return (histogram ? timer.serviceLevelObjectives(BUCKETS) : timer).register(registry);
    }

    /** Times a call, and returns or throws what it does. */
    <T> T time(StoreOperation operation, Supplier<T> call) {
        long start = clock.monotonicTime();
        Map<StoreOperation, Timer> ended = failed;
        try {
            T answer = call.get();
            ended = ok;
            return answer;
        } finally {
            record(ended, operation, start);
        }
    }

    /** Times a call that returns false, or throws an {@link IllegalStateException}, if it does not fit what is stored. */
    boolean timeWrite(BooleanSupplier write) {
        long start = clock.monotonicTime();
        Map<StoreOperation, Timer> ended = failed;
        try {
            boolean written = write.getAsBoolean();
            ended = written ? ok : conflicts;
            return written;
        } catch (IllegalStateException e) {
            ended = conflicts;
            throw e;
        } finally {
            record(ended, StoreOperation.WRITE, start);
        }
    }

    private void record(Map<StoreOperation, Timer> ended, StoreOperation operation, long start) {
        Objects.requireNonNull(ended.get(operation)).record(clock.monotonicTime() - start, TimeUnit.NANOSECONDS);
    }
}
