package io.keystile.cli;

import io.keystile.model.KeyStatus;
import io.keystile.store.KeyQuery;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists keys. */
@Command(
        name = "list",
        description = {
            "Lists keys, the oldest first. A key is listed if it matches all given filters.",
            "",
            "With --json: one array with an object for each key, as \"keys show --json\" prints it."
        },
        footer = {
            "",
            "Examples:",
            "  keystile keys list",
            "  keystile keys list --workspace acme --env live --status active",
            "  keystile keys list --owner payments --tag batch --newest-first",
            "  keystile keys list --unused-for 90d",
            "  keystile keys list --json | jq -r '.[] | select(.lastUsedAt == null) | .id'"
        })
final class ListCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Option(names = "--workspace", paramLabel = "ID", description = "Only keys of this workspace.")
    private @Nullable String workspace;

    @Option(names = "--env", paramLabel = "NAME", description = "Only keys of this environment.")
    private @Nullable String environment;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only keys that are now active, disabled, revoked or expired.")
    private @Nullable KeyStatus status;

    @Option(names = "--name", paramLabel = "PREFIX", description = "Only keys whose names start with this text.")
    private @Nullable String namePrefix;

    @Option(names = "--owner", paramLabel = "NAME", description = "Only keys of this owner.")
    private @Nullable String owner;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only keys with this tag.")
    private @Nullable String tag;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Only keys that name this service; keys for all services name none.")
    private @Nullable String service;

    @Option(
            names = "--unused-for",
            paramLabel = "TIME",
            description = "Only keys that are older than this time and were not used in it, for example 90d.")
    private @Nullable String unusedFor;

    @Option(names = "--newest-first", description = "Reverse the order: the newest key first.")
    private boolean newestFirst;

    @Option(names = "--limit", paramLabel = "N", description = "The maximum number of keys; the default is all.")
    private int limit = Integer.MAX_VALUE;

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    ListCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw CliException.wrongUse("--limit must be 1 or more");
        }
        try (Session session = keystile.open()) {
            var found = KeyPages.read(session.visible(), query(session), limit);
            printer.printAll(session.views(found), keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }

    private KeyQuery query(Session session) {
        KeyQuery query = KeyQuery.ofAll();
        if (workspace != null) {
            query = query.withWorkspace(workspace);
        }
        if (environment != null) {
            query = query.withEnvironment(environment);
        }
        if (namePrefix != null) {
            query = query.withNamePrefix(namePrefix);
        }
        if (owner != null) {
            query = query.withOwner(owner);
        }
        if (tag != null) {
            query = query.withTag(tag);
        }
        if (service != null) {
            query = query.withService(service);
        }
        if (status != null) {
            query = query.withStatus(status, session.now());
        }
        if (unusedFor != null) {
            query = query.unusedSince(session.now().minus(Durations.parse("--unused-for", unusedFor)));
        }
        return newestFirst ? query.newestFirst() : query;
    }
}
