package io.keystile.console.views;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a key or a workspace.
 *
 * @param at when it was made
 * @param actor who made it
 * @param action what happened, in one word
 * @param style the class of the action in the stylesheet
 * @param key the key, or null if the workspace itself was changed
 * @param reason why, or null
 * @param lines the fields that were changed
 */
public record ChangeRow(
        Instant at,
        String actor,
        String action,
        String style,
        @Nullable KeyLink key,
        @Nullable String reason,
        List<Line> lines) {
    private static final int FEW = 4;

    /**
     * A field that was changed.
     *
     * @param label the name of the field
     * @param before its value before, or null if there is nothing to compare with
     * @param after its value after
     */
    public record Line(String label, @Nullable String before, String after) {}

    /** Returns whether there are so many fields that they are shown on demand. */
    public boolean folded() {
        return lines.size() > FEW;
    }
}
