package io.keystile.console.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last calls of a workspace or of a key, or those without a verified key.
 *
 * @param withoutKey whether the calls are those without a verified key
 * @param key the key, or null for all of the workspace
 * @param rows the calls, the last one first
 * @param incomplete whether calls were missed because too many came at once
 * @param history whether there are pages with the history of keys
 */
public record RequestsPage(
        boolean withoutKey, @Nullable KeyLink key, List<RequestRow> rows, boolean incomplete, boolean history) {

    /** Returns whether each call names its key: on the page of a workspace. */
    public boolean namesKeys() {
        return !withoutKey && key == null;
    }
}
