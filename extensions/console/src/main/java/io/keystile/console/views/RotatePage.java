package io.keystile.console.views;

import io.keystile.admin.ApiKeySummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks how long a key works beside its successor.
 *
 * @param callsToday its calls since midnight in UTC; null if they are not counted
 * @param nonce what makes a second submit of the same form known
 * @param overlap the chosen overlap
 * @param problem what is wrong with the form, or null
 */
public record RotatePage(
        ApiKeySummary key,
        @Nullable Long callsToday,
        String nonce,
        String overlap,
        @Nullable String problem) {

    /** The overlaps to choose. */
    public static final List<Choice> CHOICES = List.of(
            new Choice(Duration.ZERO, "Not at all, because it leaked"),
            new Choice(Duration.ofHours(1), "1 hour"),
            new Choice(Duration.ofHours(24), "24 hours"),
            new Choice(Duration.ofDays(7), "7 days"),
            new Choice(Duration.ofDays(30), "30 days"));

    /** The overlap that is chosen at first. */
    public static final String USUAL = Duration.ofHours(24).toString();

    /** An overlap. */
    public record Choice(Duration time, String text) {
        /** Returns the value of the field. */
        public String value() {
            return time.toString();
        }

        /** Returns when the old key ends, or null if it ends at once. */
        public @Nullable Instant until(Instant now) {
            return time.isZero() ? null : now.plus(time);
        }
    }
}
