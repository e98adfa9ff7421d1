package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes a key's record. */
@Command(
        name = "delete",
        description = "Removes all that is known of a key, and shows it a last time. Nobody can tell then that it ever"
                + " existed; revoke it instead if that matters.",
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
            // Before it is gone, and with it when it was last used.
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
