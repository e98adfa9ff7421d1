package io.keystile.micrometer;

import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimitResult.Mode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that a limit applied to, by the mode of the result. A meter of its own, because the mode as a tag of
 * {@code keystile.decisions} would split series that applications already query. Thread-safe.
 */
final class LimitMeters {
    private final Map<Mode, Counter> granted = new EnumMap<>(Mode.class);
    private final Map<Mode, Counter> denied = new EnumMap<>(Mode.class);

    LimitMeters(MeterRegistry registry, Tags tags) {
        for (Mode mode : Mode.values()) {
            if (mode != Mode.NONE) {
                granted.put(mode, counter(registry, tags, mode, DecisionMeters.GRANTED));
                denied.put(mode, counter(registry, tags, mode, DecisionMeters.DENIED));
            }
        }
    }

    private static Counter counter(MeterRegistry registry, Tags tags, Mode mode, String outcome) {
        return Counter.builder("keystile.limit.decisions")
                .description("Decisions of the rate limiter")
                .tags(tags)
                .tags("mode", mode.name().toLowerCase(Locale.ROOT), "outcome", outcome)
                .register(registry);
    }

    void count(@Nullable RateLimitResult limits) {
        if (limits == null) {
            return;
        }
        Counter counter = (limits.granted() ? granted : denied).get(limits.mode());
        if (counter != null) {
            counter.increment();
        }
    }
}
