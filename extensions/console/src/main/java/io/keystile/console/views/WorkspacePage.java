package io.keystile.console.views;

import io.keystile.model.WorkspaceRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a workspace, for operators.
 *
 * @param workspace the workspace as it is
 * @param values what was entered, by the name of the field
 * @param version the version of the record that the user has seen
 * @param plans the plans to choose; empty for a text field
 * @param mayManage whether the user can change them
 * @param problem what is wrong with the form, or null
 * @param conflict what differs, if it was changed since the user opened the form; else empty
 */
public record WorkspacePage(
        WorkspaceRecord workspace,
        Map<String, String> values,
        long version,
        List<String> plans,
        boolean mayManage,
        @Nullable String problem,
        List<Difference> conflict) {

    /** Returns what was entered. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }
}
