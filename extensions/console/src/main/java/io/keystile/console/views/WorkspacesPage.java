package io.keystile.console.views;

import io.keystile.model.WorkspaceRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces, for operators.
 *
 * @param filter the text that the ids contain; empty for all
 * @param next the query of the next page, or null
 * @param plans the plans to choose; empty for a text field
 * @param id the id that was entered for a new workspace
 * @param plan the plan that was entered for it
 * @param problem what is wrong with it, or null
 */
public record WorkspacesPage(
        List<Row> rows,
        String filter,
        @Nullable String next,
        boolean showsCalls,
        boolean mayManage,
        List<String> plans,
        String id,
        String plan,
        @Nullable String problem) {

    /** A workspace and its calls of the last 24 hours, or null if they are not counted. */
    public record Row(WorkspaceRecord workspace, @Nullable Bars calls) {}
}
