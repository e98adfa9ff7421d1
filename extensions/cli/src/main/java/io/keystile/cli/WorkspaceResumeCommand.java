package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Resumes a suspended workspace. */
@Command(
        name = "resume",
        description = "Resumes a suspended workspace, so that its keys work again, and shows it.",
        footer = {"", "Example:", "  keystile workspaces resume acme"})
final class WorkspaceResumeCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the workspace.")
    private String id = "";

    @Mixin
    private final WorkspacePrinter printer = new WorkspacePrinter();

    WorkspaceResumeCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var workspace =
                    session.keys().resumeWorkspace(session.actor(), id).orElseThrow(() -> Session.noSuchWorkspace(id));
            printer.print(workspace, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
