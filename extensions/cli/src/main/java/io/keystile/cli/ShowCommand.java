package io.keystile.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one key. */
@Command(
        name = "show",
        description = {
            "Shows one key.",
            "",
            "With --json: one object with id, status (active, disabled, revoked or expired), name, workspace,"
                    + " environment, plan (null: the workspace's), limits (each with name, permits and window),"
                    + " permissions, allowlist (null: any address), metadata, owner, tags, services (empty: all"
                    + " services), expiresAt, createdAt, createdBy, hashScheme, version, revocationReason, predecessor,"
                    + " successor, endsAt (the expiry, or the end of the overlap if earlier, after a rotation),"
                    + " lastUsedAt and lastUsedFrom. Without a value, a property is null."
        },
        footer = {"", "Example:", "  keystile keys show 3fGh5jK8mN2p --json | jq -r .status"})
final class ShowCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    ShowCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var found = session.visible().find(key.id()).orElseThrow(() -> Session.noSuchKey(key.id()));
            printer.print(found, session, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }
}
