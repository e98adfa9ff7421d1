package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Suspends a workspace. */
@Command(
        name = "suspend",
        description = "Suspends a workspace, which denies all its keys until it is resumed, and shows it.",
        footer = {"", "Example:", "  keystile workspaces suspend acme"})
final class WorkspaceSuspendCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the workspace.")
    private String id = "";

    @Mixin
    private final WorkspacePrinter printer = new WorkspacePrinter();

    WorkspaceSuspendCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var workspace =
                    session.keys().suspendWorkspace(session.actor(), id).orElseThrow(() -> Session.noSuchWorkspace(id));
            printer.print(workspace, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
