package io.keystile.cli;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.key.PresentedKey;
import io.keystile.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decides on a key as a server would. */
@Command(
        name = "verify",
        description = {
            "Reads a key from standard input, and decides on it as a server would.",
            "",
            "It prints \"granted\", with whose key it is and what it may do, and ends with 0; or \"denied\" with the reason,"
                    + " and ends with 1. If the store cannot tell, it ends with 3.",
            "",
            "No server's limits are touched, and no use is recorded."
        },
        footer = {
            "",
            "Examples:",
            "  echo \"$$KEY\" | keystile verify",
            "  echo \"$$KEY\" | keystile verify --permission flows:execute --address 203.0.113.7 --env live"
        })
final class VerifyCommand implements Callable<Integer> {
    /** More than any key has, so that what is cut off was none. */
    private static final int MAX_BYTES = 1_024;

    private final KeystileCommand keystile;

    @Option(names = "--permission", paramLabel = "P", description = "What the call asks for. May be repeated.")
    private List<String> permissions = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "Where the call comes from. Without it, a key with an allowlist is denied.")
    private @Nullable String address;

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "The environment that the server accepts. Without it, the one that the key is for.")
    private @Nullable String environment;

    VerifyCommand(KeystileCommand keystile) {
        this.keystile = keystile;
    }

    @Override
    public Integer call() {
        Requirement requirement = permissions.isEmpty()
                ? Requirement.validKey()
                : Requirement.permission(permissions.toArray(String[]::new));
        String peer = address == null ? null : IpAddress.parse(address).toString();
        try (Session session = keystile.open()) {
            String key = readKey();
            Decision decision = decide(session, new KeyRequest(key, peer, requirement));
            return decision instanceof Granted granted ? granted(granted) : denied((Denied) decision);
        }
    }

    private String readKey() {
        byte[] line = NamedFile.read(keystile.surroundings().in(), MAX_BYTES);
        return new String(line, StandardCharsets.ISO_8859_1).replaceFirst("[\r\n]+\\z", "");
    }

    /** The look-up alone is handed over: a workspace on an unknown plan is of no concern to other workspaces' keys. */
    private Decision decide(Session session, KeyRequest request) {
        try (ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(session.store(), session.format())
                .environments(accepted(session, request.key()))
                .hasher(session.hasher())
                .plans(session.plans())
                .clock(session.clock())
                .build()) {
            return authenticator.decide(request);
        }
    }

    /** A key that names another environment than its record is denied in any case, so its word may be taken. */
    private String accepted(Session session, String key) {
        if (environment != null) {
            return environment;
        }
        PresentedKey parsed = session.format().parse(key);
        return parsed == null ? "any" : parsed.environment();
    }

    private int granted(Granted granted) {
        var caller = granted.principal();
        var held = caller.permissions().asSet().stream().map(Object::toString).toList();
        keystile.surroundings()
                .out()
                .line(Printable.of("granted key=" + caller.keyId() + " workspace=" + caller.workspace() + " env="
                        + caller.environment() + " plan=" + caller.plan() + " permissions=" + String.join(",", held)
                        + " name=" + caller.name()));
        return ExitCode.DONE;
    }

    private int denied(Denied denied) {
        if (denied.reason() == DenialReason.UNAVAILABLE) {
            throw CliException.failed(
                    "Nothing can be said about the key: the store cannot answer, or the key's plan is not among the plans;"
                            + " name the application's with --plans",
                    null);
        }
        keystile.surroundings().out().line("denied " + denied.reason());
        if (denied.reason() == DenialReason.ADDRESS_NOT_ALLOWED && address == null) {
            keystile.surroundings().tell("The key has an allowlist; say with --address where the call comes from.");
        }
        return ExitCode.REFUSED;
    }
}
