package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Disables a key until it is enabled again. */
@Command(
        name = "disable",
        description = "Disables a key until it is enabled again, and shows it.",
        footer = {"", "Example:", "  keystile keys disable 3fGh5jK8mN2p"})
final class DisableCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    DisableCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var changed =
                    session.keys().disable(session.actor(), key.id()).orElseThrow(() -> Session.noSuchKey(key.id()));
            printer.print(changed, session, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
