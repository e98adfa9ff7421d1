package io.keystile.cli;

import io.keystile.store.RecordsDocument;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes all that a store holds. */
@Command(
        name = "export",
        description = "Writes all workspaces and keys to standard output, in JSON that \"keys import\" reads and a file"
                + " store can be made of. It holds hashes and no key; keep it from strangers nonetheless.",
        footer = {"", "Example:", "  (umask 077; keystile keys export > keys-backup.json)"})
final class ExportCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Option(names = "--json", description = "Changes nothing, since it is JSON.")
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
