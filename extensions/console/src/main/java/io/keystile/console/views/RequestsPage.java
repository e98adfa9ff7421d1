package io.keystile.console.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last calls of a workspace, or of a key.
 *
 * @param key the key, or null for all of the workspace
 * @param rows the calls, the last one first
 * @param incomplete whether calls were missed because too many came at once
 * @param history whether there are pages with the history of keys
 */
public record RequestsPage(@Nullable KeyLink key, List<RequestRow> rows, boolean incomplete, boolean history) {}
