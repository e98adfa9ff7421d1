package io.keystile.monitoring.usage;

import java.time.Instant;
import java.util.Map;

/**
 * The calls of one period. Immutable.
 *
 * @param start when it began
 * @param calls how many had which outcome; an outcome that did not occur is absent
 */
public record UsagePeriod(Instant start, Map<UsageOutcome, Long> calls) {
    /** Copies the map. */
    public UsagePeriod {
        calls = Map.copyOf(calls);
    }

    /** Returns how many calls had this outcome; 0 if none had. */
    public long calls(UsageOutcome outcome) {
        return calls.getOrDefault(outcome, 0L);
    }
}
