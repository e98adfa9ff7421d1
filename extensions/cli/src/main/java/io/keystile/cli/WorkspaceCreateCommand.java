package io.keystile.cli;

import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a workspace. */
@Command(
        name = "create",
        description = "Creates a workspace and shows it.",
        footer = {"", "Example:", "  keystile workspaces create acme --plan pro --ceiling 'flows:*'"})
final class WorkspaceCreateCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the workspace.")
    private String id = "";

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "NAME",
            description = "The plan of its keys, for example pro.")
    private String plan = "";

    @Option(
            names = "--ceiling",
            paramLabel = "P",
            description =
                    "A permission that bounds all its keys, for example flows:*. Repeatable; the default is no bound.")
    private List<String> ceiling = new ArrayList<>();

    @Mixin
    private final WorkspacePrinter printer = new WorkspacePrinter();

    WorkspaceCreateCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.openOrCreate()) {
            WorkspaceRecord workspace = WorkspaceRecord.of(id, plan);
            if (!ceiling.isEmpty()) {
                workspace = workspace.withCeiling(PermissionSet.of(ceiling.toArray(String[]::new)));
            }
            session.keys().createWorkspace(session.actor(), workspace);
            printer.print(workspace, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
