package io.keystile.console.views;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of one period.
 *
 * @param start the begin of the period
 * @param label the period in words
 * @param counts the calls, in the order of {@link #KINDS}
 */
public record UsageRow(Instant start, String label, List<Long> counts) {
    /** The ways in which calls end. */
    public static final List<Kind> KINDS = List.of(
            new Kind("Granted", "granted", "granted"),
            new Kind("401, key not accepted", "unauthenticated", "denied"),
            new Kind("403, not allowed", "forbidden", "forbidden"),
            new Kind("429, over a limit", "limited", "limited"),
            new Kind("503, store down", "unavailable", "unavailable"));

    /**
     * A way in which calls end.
     *
     * @param text what it is
     * @param name its name in files
     * @param style its class in the stylesheet
     */
    public record Kind(String text, String name, String style) {}

    /** Returns the number of all calls. */
    public long calls() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the row in words. */
    public String text() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                parts.add(Text.count(counts.get(i)) + " " + KINDS.get(i).name());
            }
        }
        return label + ": " + (parts.isEmpty() ? "no calls" : String.join(", ", parts));
    }
}
