package io.keystile.cli;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticatorBuilder;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.key.PresentedKey;
import io.keystile.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verifies a key as a server does. */
@Command(
        name = "verify",
        description = {
            "Reads a key from standard input and verifies it as a server does.",
            "",
            "Prints \"granted\" with the workspace and permissions and exits with 0, or \"denied\" with the reason"
                    + " and exits with 1. If the key could not be checked, exits with 3.",
            "",
            "A verification counts against no rate limit and is not recorded as a use."
        },
        footer = {
            "",
            "Examples:",
            "  echo \"$$KEY\" | keystile verify",
            "  echo \"$$KEY\" | keystile verify --permission flows:execute --address 203.0.113.7 --env live"
        })
final class VerifyCommand implements Callable<Integer> {
    /** Longer than any key, so input that is cut off here is never a valid key. */
    private static final int MAX_BYTES = 1_024;

    private final KeystileCommand keystile;

    @Option(names = "--permission", paramLabel = "P", description = "A permission that the call requires. Repeatable.")
    private List<String> permissions = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "The caller's address. Without it, a key with an allowlist is denied.")
    private @Nullable String address;

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "The environment that the server accepts. The default is the key's own.")
    private @Nullable String environment;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "The service that the server is. The default is one of the key's own.")
    private @Nullable String service;

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
            BrandOfStore.requirePeppers(session.store(), session.hasher());
            String key = readKey();
            Decision decision = decide(session, new VerifyRequest(key, peer, requirement));
            return decision instanceof Granted granted ? granted(granted) : denied((Denied) decision);
        }
    }

    private String readKey() {
        byte[] line = NamedFile.read(keystile.surroundings().in(), MAX_BYTES);
        return new String(line, StandardCharsets.ISO_8859_1).replaceFirst("[\r\n]+\\z", "");
    }

    /**
     * Decides with the look-up only. With the whole store, one workspace on an unknown plan would make the verification
     * of every key fail.
     */
    private Decision decide(Session session, VerifyRequest request) {
        AuthenticatorBuilder builder = ApiKeyAuthenticator.lookupBuilder(session.store(), session.format())
                .environments(accepted(session, request.key()))
                .hasher(session.hasher())
                .plans(session.plans())
                .clock(session.clock());
        acceptedServices(session, request.key()).forEach(builder::service);
        try (ApiKeyAuthenticator authenticator = builder.build()) {
            return authenticator.decide(request);
        }
    }

    /**
     * Returns the accepted environment. The default is the one in the key, which is safe because a key whose record has
     * another environment is denied anyway.
     */
    private String accepted(Session session, String key) {
        if (environment != null) {
            return environment;
        }
        PresentedKey parsed = session.format().parse(key);
        return parsed == null ? "any" : parsed.environment();
    }

    /** Returns the accepted services. The default is those in the key's record; the key is verified all the same. */
    private Collection<String> acceptedServices(Session session, String key) {
        if (service != null) {
            return List.of(service);
        }
        PresentedKey parsed = session.format().parse(key);
        return parsed == null
                ? List.of()
                : session.visible()
                        .find(parsed.id())
                        .map(record -> record.settings().services())
                        .orElse(Collections.emptySortedSet());
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
                    "The key could not be checked: the store did not answer, or the key's plan is unknown; name the"
                            + " application's plans with --plans",
                    null);
        }
        keystile.surroundings().out().line("denied " + denied.reason());
        if (denied.reason() == DenialReason.ADDRESS_NOT_ALLOWED && address == null) {
            keystile.surroundings().tell("The key has an allowlist; give the caller's address with --address.");
        }
        return ExitCode.REFUSED;
    }
}
