package io.keystile.cli;

import io.keystile.store.AuditQuery;
import io.keystile.store.ChainedEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the changes of one workspace and its keys. */
@Command(
        name = "history",
        description = "Shows who changed a workspace or its keys, when, and what, the newest change first.",
        footer = {"", "Example:", "  keystile workspaces history acme --limit 20"})
final class WorkspaceHistoryCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the workspace.")
    private String id = "";

    @Mixin
    private final AuditPrinter printer = new AuditPrinter();

    WorkspaceHistoryCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            List<ChainedEntry> found = printer.read(session.visible(), AuditQuery.ofWorkspace(id));
            if (found.isEmpty() && session.visible().findWorkspace(id).isEmpty()) {
                throw Session.noSuchWorkspace(id);
            }
            printer.print(found, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
