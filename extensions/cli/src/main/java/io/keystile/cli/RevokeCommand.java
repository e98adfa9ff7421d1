package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Revokes a key permanently. */
@Command(
        name = "revoke",
        description =
                "Revokes a key permanently and shows it. A server on the same file store denies it within a second.",
        footer = {"", "Example:", "  keystile keys revoke 3fGh5jK8mN2p --reason \"leaked in a build log\""})
final class RevokeCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "The reason, stored with the key.")
    private String reason = "";

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    RevokeCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var changed = session.keys()
                    .revoke(session.actor(), key.id(), reason)
                    .orElseThrow(() -> Session.noSuchKey(key.id()));
            printer.print(changed, session, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
