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

/** Changes the settings of a key. */
@Command(
        name = "update",
        description =
                "Changes the settings of a key and shows it. Settings without an option stay as they are. The given"
                        + " permissions, addresses, tags or services replace all that the key has.",
        footer = {
            "",
            "Examples:",
            "  keystile keys update 3fGh5jK8mN2p --permission flows:read --permission flows:execute",
            "  keystile keys update 3fGh5jK8mN2p --expires-in 30d --allow-any",
            "  keystile keys update 3fGh5jK8mN2p --owner payments --tag batch --tag eu"
        })
final class UpdateCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Mixin
    private final KeyArgument key = new KeyArgument();

    @Option(names = "--name", paramLabel = "NAME", description = "A name for the key, for people.")
    private @Nullable String name;

    @Option(names = "--permission", paramLabel = "P", description = "A permission. Repeatable.")
    private List<String> permissions = new ArrayList<>();

    @Option(names = "--no-permissions", description = "Remove all permissions.")
    private boolean noPermissions;

    @Option(names = "--allow", paramLabel = "CIDR", description = "An allowed address or block. Repeatable.")
    private List<String> blocks = new ArrayList<>();

    @Option(names = "--allow-any", description = "Allow any address.")
    private boolean allowAny;

    @Option(names = "--expires-in", paramLabel = "TIME", description = "The time from now to expiry, for example 30d.")
    private @Nullable String expiresIn;

    @Option(names = "--never-expires", description = "Remove the expiry.")
    private boolean neverExpires;

    @Option(names = "--plan", paramLabel = "NAME", description = "A plan for this key.")
    private @Nullable String plan;

    @Option(names = "--workspace-plan", description = "Use the plan of the workspace.")
    private boolean workspacePlan;

    @Option(names = "--owner", paramLabel = "NAME", description = "The person or team responsible for the key.")
    private @Nullable String owner;

    @Option(names = "--no-owner", description = "Remove the owner.")
    private boolean noOwner;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag to list the key by. Repeatable.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--no-tags", description = "Remove all tags.")
    private boolean noTags;

    @Option(names = "--service", paramLabel = "NAME", description = "A service that the key is for. Repeatable.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--all-services", description = "The key is for all services.")
    private boolean allServices;

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
        requireOneOf("--service", !services.isEmpty(), "--all-services", allServices);
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
        if (!services.isEmpty() || allServices) {
            settings = settings.withServices(services.toArray(String[]::new));
        }
        return settings;
    }
}
