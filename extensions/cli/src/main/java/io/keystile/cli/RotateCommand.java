package io.keystile.cli;

import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replaces a key with a new one. */
@Command(
        name = "rotate",
        description = {
            "Replaces a key with a new one that has the same settings.",
            "",
            "Standard output contains only the new key, which cannot be shown again. The old key expires at the end of"
                    + " the overlap.",
            "",
            "With --json, standard output is one object: the properties of the new key that \"keys show --json\""
                    + " prints, and the key as \"key\". \"predecessor\" is the id of the old key."
        },
        footer = {
            "",
            "Examples:",
            "  KEY=$$(keystile keys rotate 3fGh5jK8mN2p --overlap 1h)",
            "  keystile keys rotate 3fGh5jK8mN2p --overlap 7d --until-first-use --json | jq -r '.id, .key'"
        })
final class RotateCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Option(
            names = "--overlap",
            required = true,
            paramLabel = "TIME",
            description = "How long both keys work, 0s to 366d, for example 1h. With 0s the old key expires at once.")
    private String overlap = "";

    @Option(
            names = "--until-first-use",
            description =
                    "Expire the old key at the new one's first use, if that is earlier and the server records uses.")
    private boolean untilFirstUse;

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    RotateCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        Overlap both = new Overlap(Durations.parse("--overlap", overlap), untilFirstUse);
        try (Session session = keystile.open()) {
            IssuedKey issued = session.issuer()
                    .rotate(session.actor(), key.id(), both)
                    .orElseThrow(() -> Session.noSuchKey(key.id()));
            Surroundings surroundings = keystile.surroundings();
            printer.reveal(issued, surroundings.out());
            surroundings.tell("Created key " + issued.record().id() + ". It is not shown again. Key " + key.id()
                    + " works for at most " + overlap + " more.");
            session.issued();
            return ExitCode.DONE;
        }
    }
}
