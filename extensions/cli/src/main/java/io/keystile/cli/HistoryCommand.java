package io.keystile.cli;

import io.keystile.store.AuditQuery;
import io.keystile.store.ChainedEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the changes of one key. */
@Command(
        name = "history",
        description = "Shows who changed a key, when, and what, the newest change first. The changes of a deleted key"
                + " are shown, too.",
        footer = {
            "",
            "Examples:",
            "  keystile keys history 3fGh5jK8mN2p",
            "  keystile keys history 3fGh5jK8mN2p --json | jq -r '.[] | select(.action == \"revoked\") | .actor'"
        })
final class HistoryCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Mixin
    private final AuditPrinter printer = new AuditPrinter();

    HistoryCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            List<ChainedEntry> found = printer.read(session.visible(), AuditQuery.ofKey(key.id()));
            if (found.isEmpty() && session.visible().find(key.id()).isEmpty()) {
                throw Session.noSuchKey(key.id());
            }
            printer.print(found, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
