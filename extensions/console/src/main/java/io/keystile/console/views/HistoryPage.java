package io.keystile.console.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was changed in a workspace, or of a key.
 *
 * @param key the only key of which changes are shown, or null for all and the workspace
 * @param rows one page of changes, newest first
 * @param next the query of the next page, or null
 * @param newest the query of the first page, or null if this is it
 */
public record HistoryPage(
        @Nullable KeyLink key,
        List<ChangeRow> rows,
        @Nullable String next,
        @Nullable String newest) {}
