package io.keystile.cli;

import io.keystile.admin.Revocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Revokes a key permanently. */
@Command(
        name = "revoke",
        description = {
            "Revokes a key permanently and shows it. A server on the same file store denies it within a second.",
            "",
            "The keys that it was replaced by, or that it replaced, keep working unless --lineage is given; standard"
                    + " error names them. With --json, the object also has stillActive, the ids of the keys of its"
                    + " lineage that still work, and alsoRevoked, the ids that --lineage revoked too."
        },
        footer = {
            "",
            "Examples:",
            "  keystile keys revoke 3fGh5jK8mN2p --reason \"leaked in a build log\"",
            "  keystile keys revoke 3fGh5jK8mN2p --lineage --reason \"customer left\""
        })
final class RevokeCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "The reason, stored with the key.")
    private String reason = "";

    @Option(names = "--lineage", description = "Also revoke all keys that it was replaced by, and that it replaced.")
    private boolean lineage;

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    RevokeCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var result = lineage
                    ? session.keys().revokeLineage(session.actor(), key.id(), reason)
                    : session.keys().revoke(session.actor(), key.id(), reason);
            Revocation revoked = result.orElseThrow(() -> Session.noSuchKey(key.id()));
            Surroundings surroundings = keystile.surroundings();
            printer.print(revoked, session, surroundings.out());
            revoked.alsoRevoked().forEach(other -> surroundings.tell("Key " + other.id() + " is revoked too."));
            revoked.stillActive()
                    .forEach(other -> surroundings.tell(
                            "Key " + other.id() + " of the same lineage still works; --lineage revokes it too."));
            return ExitCode.DONE;
        }
    }
}
