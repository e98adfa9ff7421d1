package io.keystile.cli;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.IpAllowlist;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes what an administrator decides about a key. */
@Command(
        name = "update",
        description =
                "Changes a key, and shows it. What is not named stays as it is; permissions and addresses that are"
                        + " named replace those that it has.",
        footer = {
            "",
            "Examples:",
            "  keystile keys update 3fGh5jK8mN2p --permission flows:read --permission flows:execute",
            "  keystile keys update 3fGh5jK8mN2p --expires-in 30d --allow-any"
        })
final class UpdateCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Option(names = "--name", paramLabel = "NAME", description = "What people call the key.")
    private @Nullable String name;

    @Option(names = "--permission", paramLabel = "P", description = "What it may do. May be repeated.")
    private List<String> permissions = new ArrayList<>();

    @Option(names = "--no-permissions", description = "Take all permissions away.")
    private boolean noPermissions;

    @Option(names = "--allow", paramLabel = "CIDR", description = "Where it may be used from. May be repeated.")
    private List<String> blocks = new ArrayList<>();

    @Option(names = "--allow-any", description = "Let it be used from anywhere.")
    private boolean allowAny;

    @Option(names = "--expires-in", paramLabel = "TIME", description = "How long it works from now, for example 30d.")
    private @Nullable String expiresIn;

    @Option(names = "--never-expires", description = "Let it work for ever.")
    private boolean neverExpires;

    @Option(names = "--plan", paramLabel = "NAME", description = "A plan of its own.")
    private @Nullable String plan;

    @Option(names = "--workspace-plan", description = "Give it its workspace's plan.")
    private boolean workspacePlan;

    @Option(names = "--owner", paramLabel = "NAME", description = "The person or team responsible for the key.")
    private @Nullable String owner;

    @Option(names = "--no-owner", description = "Remove the owner.")
    private boolean noOwner;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag of the key. May be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--no-tags", description = "Remove all tags.")
    private boolean noTags;

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    UpdateCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        requireOneOf("--permission", !permissions.isEmpty(), "--no-permissions", noPermissions);
        requireOneOf("--allow", !blocks.isEmpty(), "--allow-any", allowAny);
        requireOneOf("--expires-in", expiresIn != null, "--never-expires", neverExpires);
        requireOneOf("--plan", plan != null, "--workspace-plan", workspacePlan);
        requireOneOf("--owner", owner != null, "--no-owner", noOwner);
        requireOneOf("--tag", !tags.isEmpty(), "--no-tags", noTags);
        try (Session session = keystile.open()) {
            ApiKeyRecord seen = session.visible().find(key.id()).orElseThrow(() -> Session.noSuchKey(key.id()));
            ApiKeySettings changed = changed(seen.settings(), session);
            ApiKeyRecord now =
                    changed.equals(seen.settings()) ? seen : session.keys().update(session.actor(), seen, changed);
            printer.print(now, session, keystile.surroundings().out());
            return ExitCode.DONE;
        }
    }

    private static void requireOneOf(String one, boolean oneGiven, String other, boolean otherGiven) {
        if (oneGiven && otherGiven) {
            throw CliException.wrongUse("Give " + one + " or " + other + ", not both");
        }
    }

    private ApiKeySettings changed(ApiKeySettings before, Session session) {
        ApiKeySettings settings = before;
        if (name != null) {
            settings = settings.withName(name);
        }
        if (plan != null || workspacePlan) {
            settings = settings.withPlan(plan);
        }
        if (!permissions.isEmpty() || noPermissions) {
            settings = settings.withPermissions(permissions.toArray(String[]::new));
        }
        if (!blocks.isEmpty() || allowAny) {
            settings = settings.withAllowlist(blocks.isEmpty() ? null : IpAllowlist.of(blocks.toArray(String[]::new)));
        }
        if (expiresIn != null || neverExpires) {
            settings = settings.withExpiry(
                    expiresIn == null ? null : session.now().plus(Durations.parse("--expires-in", expiresIn)));
        }
        if (owner != null || noOwner) {
            settings = settings.withOwner(owner);
        }
        if (!tags.isEmpty() || noTags) {
            settings = settings.withTags(tags.toArray(String[]::new));
        }
        return settings;
    }
}
