package io.keystile.cli;

import io.keystile.store.RecordsDocument;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exports all workspaces and keys of a store. */
@Command(
        name = "export",
        description = "Writes all workspaces and keys to standard output, as JSON that \"keys import\" reads and that"
                + " can serve as a file store. The output contains hashes but no keys; protect it nonetheless.",
        footer = {"", "Example:", "  (umask 077; keystile keys export > keys-backup.json)"})
final class ExportCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Option(names = "--json", description = "Has no effect, because the output is always JSON.")
    @SuppressWarnings("unused")
    private boolean json;

    ExportCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            keystile.surroundings()
                    .out()
                    .bytes(RecordsDocument.of(session.store()).toJson());
            return ExitCode.DONE;
        }
    }
}
