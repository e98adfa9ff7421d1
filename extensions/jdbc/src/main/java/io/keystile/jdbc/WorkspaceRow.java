package io.keystile.jdbc;

import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts a workspace's record to a row of {@code keystile_workspace}, and back. */
final class WorkspaceRow {
    /** The columns in the order of {@link #values} and {@link #read}; the id is first. */
    static final List<String> COLUMNS = List.of("id", "version", "plan", "ceiling", "shared_limits", "suspended");

    private final RecentTexts<PermissionSet> ceilings =
            new RecentTexts<>(json -> PermissionSet.of(JsonColumn.readTexts("ceiling", json, Permission::of)));

    static @Nullable Object[] values(WorkspaceRecord workspace) {
        return new @Nullable Object[] {
            workspace.id(),
            workspace.version(),
            workspace.plan(),
            JsonColumn.ofTexts(workspace.ceiling().asSet()),
            JsonColumn.ofLimits(workspace.limits()),
            workspace.suspended()
        };
    }

    /**
     * Reads a workspace from a row.
     *
     * @param before how many columns are before those of {@link #COLUMNS}
     * @return null if the row has no workspace
     * @throws StoreException if a column is invalid; the message names the workspace
     */
    @Nullable
    WorkspaceRecord read(ResultSet row, int before) throws SQLException {
        Columns columns = new Columns(row, COLUMNS, before);
        String id = columns.textOrNull();
        if (id == null) {
            return null;
        }
        try {
            return new WorkspaceRecord(
                    id,
                    columns.number(),
                    columns.text(),
                    ceilings.parse(columns.text()),
                    JsonColumn.readLimits("shared_limits", columns.textOrNull()),
                    columns.flag());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "Workspace " + id + " cannot be read; correct its row in keystile_workspace: " + e.getMessage(), e);
        }
    }
}
