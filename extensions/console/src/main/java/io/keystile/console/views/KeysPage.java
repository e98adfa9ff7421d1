package io.keystile.console.views;

import io.keystile.model.WorkspaceRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of a workspace's keys.
 *
 * @param rows one page of keys, newest first
 * @param environments the environments to filter by
 * @param environment the environment that is filtered by; empty for all
 * @param status the name of the status that is filtered by; empty for all
 * @param name the begin of the names that is filtered by; empty for all
 * @param next the query of the next page, or null
 * @param first whether this is the first page
 * @param showsCalls whether calls are counted
 */
public record KeysPage(
        WorkspaceRecord workspace,
        List<KeyRow> rows,
        List<String> environments,
        String environment,
        String status,
        String name,
        @Nullable String next,
        boolean first,
        boolean mayManage,
        boolean showsCalls,
        String exampleUrl) {

    /** Returns whether not all keys are wanted. */
    public boolean filtered() {
        return !environment.isEmpty() || !status.isEmpty() || !name.isEmpty();
    }
}
