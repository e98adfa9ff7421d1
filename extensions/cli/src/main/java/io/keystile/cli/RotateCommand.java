package io.keystile.cli;

import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replaces a key by a new one. */
@Command(
        name = "rotate",
        description = {
            "Replaces a key by a new one with the same settings.",
            "",
            "The new key stands alone on standard output, and cannot be shown again. The old key goes on working for the"
                    + " overlap, and ends with it.",
            "",
            "With --json: one object on standard output, the new key as \"keys show --json\" prints it and, as \"key\", in"
                    + " clear; \"predecessor\" is the id of the old one."
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
            description = "How long both keys work, up to 366d, for example 1h; 0s ends the old one now.")
    private String overlap = "";

    @Option(
            names = "--until-first-use",
            description =
                    "End the old key as soon as the new one is used, if that is earlier and the server records uses.")
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
            IssuedKey issued = session.keys()
                    .rotate(session.actor(), key.id(), both)
                    .orElseThrow(() -> Session.noSuchKey(key.id()));
            Surroundings surroundings = keystile.surroundings();
            printer.reveal(issued, surroundings.out());
            surroundings.tell("Created key " + issued.record().id() + " in place of " + key.id() + ", which works for "
                    + overlap + " more at most. It is not shown again.");
            return ExitCode.DONE;
        }
    }
}
