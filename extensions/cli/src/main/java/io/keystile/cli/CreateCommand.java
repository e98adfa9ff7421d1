package io.keystile.cli;

import io.keystile.admin.ApiKeys;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key. */
@Command(
        name = "create",
        description = {
            "Makes a key and prints it.",
            "",
            "The key stands alone on standard output, and cannot be shown again; all else that is to be said goes to"
                    + " standard error. With --json it is the property \"key\" of one object, next to what"
                    + " \"keys show --json\" prints.",
            "",
            "A workspace that does not exist is created on the same plan, and so are a file store and a database's"
                    + " tables."
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

    @Option(names = "--workspace", required = true, paramLabel = "ID", description = "Whom the key belongs to.")
    private String workspace = "";

    @Option(names = "--env", required = true, paramLabel = "NAME", description = "What it is for, for example live.")
    private String environment = "";

    @Option(names = "--plan", required = true, paramLabel = "NAME", description = "The key's plan, for example free.")
    private String plan = "";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What people call the key.")
    private String name = "";

    @Option(
            names = "--permission",
            paramLabel = "P",
            description = "What it may do, for example flows:execute or flows:*. May be repeated; without it, nothing.")
    private List<String> permissions = new ArrayList<>();

    @Option(
            names = "--allow",
            paramLabel = "CIDR",
            description = "Where it may be used from: an address or a block. May be repeated; without it, anywhere.")
    private List<String> blocks = new ArrayList<>();

    @Option(names = "--expires-in", paramLabel = "TIME", description = "How long it works, for example 30d or 12h.")
    private @Nullable String expiresIn;

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
            if (session.keys().findWorkspace(workspace).isEmpty()) {
                rehearse(session, settings);
                if (createWorkspace(session)) {
                    surroundings.tell("Created workspace " + workspace + " on plan " + plan + ".");
                }
            }
            IssuedKey issued = session.keys().issue(session.actor(), workspace, environment, settings);
            printer.reveal(issued, surroundings.out());
            surroundings.tell("Created key " + issued.record().id() + ". It is not shown again.");
            if (permissions.isEmpty()) {
                surroundings.tell("It has no permission; give it some with keys update --permission.");
            }
            return ExitCode.DONE;
        }
    }

    private ApiKeySettings settings(Session session) {
        ApiKeySettings settings =
                ApiKeySettings.named(name).withPlan(plan).withPermissions(permissions.toArray(String[]::new));
        if (!blocks.isEmpty()) {
            settings = settings.withAllowlist(blocks.toArray(String[]::new));
        }
        return expiresIn == null
                ? settings
                : settings.withExpiry(session.now().plus(Durations.parse("--expires-in", expiresIn)));
    }

    /** Does all of it on a store that is thrown away, so that no workspace is left behind by a key that cannot be made. */
    private void rehearse(Session session, ApiKeySettings settings) {
        ApiKeys elsewhere = session.administering(new InMemoryApiKeyStore());
        elsewhere.createWorkspace(session.actor(), WorkspaceRecord.of(workspace, plan));
        elsewhere.issue(session.actor(), workspace, environment, settings);
    }

    private boolean createWorkspace(Session session) {
        try {
            session.keys().createWorkspace(session.actor(), WorkspaceRecord.of(workspace, plan));
            return true;
        } catch (IllegalStateException e) {
            // Somebody else was quicker, which is as good.
            return false;
        }
    }
}
