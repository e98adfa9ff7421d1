package io.keystile.console.views;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of incidents.
 *
 * @param of whose they are: the name of a key or the id of a workspace; null for all
 * @param rows the incidents, newest first
 * @param openOnly whether only open ones are listed
 * @param all the address of the list of all
 * @param open the address of the list of open ones
 * @param next the address of the next page, or null
 * @param settings the address of the settings, or null
 */
public record AlertsPage(
        @Nullable String of,
        List<AlertRow> rows,
        boolean openOnly,
        String all,
        String open,
        @Nullable String next,
        @Nullable String settings) {}
