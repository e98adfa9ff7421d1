package io.keystile.console.views;

import io.keystile.admin.ApiKeySummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks before a key is revoked, and says who would notice.
 *
 * @param callsToday its calls since midnight in UTC; null if they are not counted
 * @param lineage other keys of its chain of rotations that still work
 * @param reason the reason that was chosen
 * @param other the reason in words
 * @param problem what is wrong with the form, or null
 */
public record RevokePage(
        ApiKeySummary key,
        @Nullable Long callsToday,
        List<ApiKeySummary> lineage,
        String reason,
        String other,
        @Nullable String problem) {

    /** The reasons to choose. */
    public static final List<String> REASONS = List.of("Leaked", "Replaced", "No longer needed");
}
