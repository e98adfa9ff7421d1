package io.keystile.cli;

import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAllowlist;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates a key. */
@Command(
        name = "create",
        description = {
            "Creates a key and prints it.",
            "",
            "Standard output contains only the key, which cannot be shown again. Messages go to standard error."
                    + " With --json, standard output is one object: the properties that \"keys show --json\" prints,"
                    + " and the key as \"key\".",
            "",
            "If the workspace does not exist, it is created on the same plan. A missing file store and a database's"
                    + " missing tables are created too."
        },
        footer = {
            "",
            "Examples:",
            "  KEY=$$(keystile keys create --workspace acme --env live --plan free --name ci)",
            "  keystile keys create --workspace acme --env live --plan enterprise --name batch \\",
            "      --permission flows:execute --permission flows:read --allow 203.0.113.0/24 --expires-in 30d"
        })
final class CreateCommand implements Callable<Integer> {
    private final KeystileCommand keystile;

    @Option(names = "--workspace", required = true, paramLabel = "ID", description = "The key's workspace.")
    private String workspace = "";

    @Option(names = "--env", required = true, paramLabel = "NAME", description = "The environment, for example live.")
    private String environment = "";

    @Option(names = "--plan", required = true, paramLabel = "NAME", description = "The key's plan, for example free.")
    private String plan = "";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "A name for the key, for people.")
    private String name = "";

    @Option(
            names = "--permission",
            paramLabel = "P",
            description = "A permission, for example flows:execute or flows:*. Repeatable; the default is none.")
    private List<String> permissions = new ArrayList<>();

    @Option(
            names = "--allow",
            paramLabel = "CIDR",
            description = "An address or block that may use the key. Repeatable; the default is any address.")
    private List<String> blocks = new ArrayList<>();

    @Option(names = "--expires-in", paramLabel = "TIME", description = "The time until expiry, for example 30d or 12h.")
    private @Nullable String expiresIn;

    @Option(names = "--owner", paramLabel = "NAME", description = "The person or team responsible for the key.")
    private @Nullable String owner;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag to list the key by. Repeatable.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "A service that the key is for. Repeatable; the default is all services.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final KeyPrinter printer = new KeyPrinter();

    CreateCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        try (Session session = keystile.openOrCreate()) {
            ApiKeySettings settings = settings(session);
            Surroundings surroundings = keystile.surroundings();
            IssuedKey issued = issue(session, settings);
            printer.reveal(issued, surroundings.out());
            surroundings.tell("Created key " + issued.record().id() + ". It is not shown again.");
            if (permissions.isEmpty()) {
                surroundings.tell("It has no permission; grant some with keys update --permission.");
            }
            session.issued();
            return ExitCode.DONE;
        }
    }

    private ApiKeySettings settings(Session session) {
        ApiKeySettings settings = ApiKeySettings.named(name)
                .withPlan(plan)
                .withPermissions(permissions.toArray(String[]::new))
                .withAllowlist(blocks.isEmpty() ? null : IpAllowlist.of(blocks.toArray(String[]::new)))
                .withOwner(owner)
                .withTags(tags.toArray(String[]::new))
                .withServices(services.toArray(String[]::new));
        return expiresIn == null
                ? settings
                : settings.withExpiry(session.now().plus(Durations.parse("--expires-in", expiresIn)));
    }

    /** Issues the key, together with its workspace if that does not exist. */
    private IssuedKey issue(Session session, ApiKeySettings settings) {
        if (session.visible().findWorkspace(workspace).isEmpty()) {
            try {
                IssuedKey issued = session.issuer()
                        .createWorkspace(session.actor(), WorkspaceRecord.of(workspace, plan), environment, settings);
                keystile.surroundings().tell("Created workspace " + workspace + " on plan " + plan + ".");
                return issued;
            } catch (IllegalStateException e) {
                if (session.visible().findWorkspace(workspace).isEmpty()) {
                    throw e;
                }
                // Another process created the workspace first.
            }
        }
        return session.issuer().issue(session.actor(), workspace, environment, settings);
    }
}
