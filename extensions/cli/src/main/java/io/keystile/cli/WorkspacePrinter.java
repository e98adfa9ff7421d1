package io.keystile.cli;

import io.keystile.json.WorkspaceJson;
import io.keystile.model.WorkspaceRecord;
import java.util.List;
import picocli.CommandLine.Option;

/** Prints workspaces as text or, with {@code --json}, as JSON. */
final class WorkspacePrinter {
    @Option(names = "--json", description = "Print JSON: id, plan, limits, ceiling, suspended and version.")
    private boolean json;

    void print(WorkspaceRecord workspace, Output out) {
        if (json) {
            out.line(WorkspaceJson.write(workspace).toString());
        } else {
            table(List.of(workspace)).writeTo(out);
        }
    }

    void printAll(List<WorkspaceRecord> workspaces, Output out) {
        if (json) {
            Json.writeArray(workspaces.stream().map(WorkspaceJson::write).toList(), out);
        } else {
            table(workspaces).writeTo(out);
        }
    }

    private static Table table(List<WorkspaceRecord> workspaces) {
        Table table = Table.of("ID", "PLAN", "LIMITS", "STATUS", "CEILING");
        for (WorkspaceRecord each : workspaces) {
            var ceiling = each.ceiling().asSet().stream().map(Object::toString).toList();
            String status = each.suspended() ? "suspended" : "active";
            table.row(each.id(), each.plan(), Limits.print(each.limits()), status, String.join(" ", ceiling));
        }
        return table;
    }
}
