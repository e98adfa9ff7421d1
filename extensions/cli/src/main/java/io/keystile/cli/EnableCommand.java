package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Enables a disabled key. */
@Command(
        name = "enable",
        description = "Enables a disabled key and shows it.",
        footer = {"", "Example:", "  keystile keys enable 3fGh5jK8mN2p"})
final class EnableCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    EnableCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var changed =
                    session.keys().enable(session.actor(), key.id()).orElseThrow(() -> Session.noSuchKey(key.id()));
            printer.print(changed, session, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
