package io.keystile.monitoring.usage;

import java.time.Instant;
import java.util.Map;

/**
 * The calls of one period. Immutable.
 *
 * @param start the start of the period
 * @param calls the number of calls by outcome; an outcome without calls is absent
 */
public record UsagePeriod(Instant start, Map<UsageOutcome, Long> calls) {
    /** Copies the map. */
    public UsagePeriod {
        calls = Map.copyOf(calls);
    }

    /** Returns the number of calls with this outcome; 0 if there were none. */
    public long calls(UsageOutcome outcome) {
        return calls.getOrDefault(outcome, 0L);
    }
}
