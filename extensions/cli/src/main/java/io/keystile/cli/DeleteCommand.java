package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes the record of a key. */
@Command(
        name = "delete",
        description = "Deletes the record of a key and shows it one last time. No trace of the key stays in the store;"
                + " to keep the record, revoke the key instead.",
        footer = {"", "Example:", "  keystile keys delete 3fGh5jK8mN2p"})
final class DeleteCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    DeleteCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            // Read first, because the deletion also removes the last use.
            KeyView last =
                    session.visible().find(key.id()).map(session::view).orElseThrow(() -> Session.noSuchKey(key.id()));
            if (session.keys().delete(session.actor(), key.id()).isEmpty()) {
                throw Session.noSuchKey(key.id());
            }
            printer.print(last, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
