package io.keystile.cli;

import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows when and from where keys were last used. */
@Command(
        name = "usage",
        description = {
            "Shows when and from where each key was last used.",
            "",
            "The most recently used key comes first. Keys without a recorded use come last.",
            "",
            "With --json: one array with an object for each key, as \"keys show --json\" prints it."
        },
        footer = {"", "Example:", "  keystile usage | head"})
final class UsageCommand implements Callable<Integer> {
    private static final Comparator<KeyView> MOST_RECENT_FIRST =
            Comparator.comparing(UsageCommand::lastUsedAt).reversed();

    private final KeystileCommand keystile;

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    UsageCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.open()) {
            var all = KeyPages.read(session.visible(), KeyQuery.ofAll(), Integer.MAX_VALUE);
            List<KeyView> sorted =
                    session.views(all).stream().sorted(MOST_RECENT_FIRST).toList();
            printer.printUsage(sorted, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }

    private static Instant lastUsedAt(KeyView view) {
        LastUse use = view.lastUse();
        return use == null ? Instant.MIN : use.at();
    }
}
