package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists workspaces. */
@Command(
        name = "list",
        description = "Lists all workspaces.",
        footer = {"", "Example:", "  keystile workspaces list"})
final class WorkspaceListCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final WorkspacePrinter printer = new WorkspacePrinter();

    WorkspaceListCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            printer.printAll(
                    session.visible().workspaces(), keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
