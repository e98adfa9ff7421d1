package io.keystile.cli;

import io.keystile.admin.Actor;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.Plans;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, with the options that all commands have. */
@Command(
        name = "keystile",
        description = {
            "Creates, shows, changes and verifies API keys.",
            "",
            "A key belongs to a workspace and an environment. It is shown once, when it is made; the store keeps a"
                    + " hash. Everywhere else a key is named by its id, which is no secret."
        },
        footer = {
            "",
            "Examples:",
            "  export KEYSTILE_STORE=file:keystile-data/keys.json",
            "  KEY=$$(keystile keys create --workspace acme --env live --plan free --name ci)",
            "  keystile keys list",
            "  echo \"$$KEY\" | keystile verify"
        })
final class KeystileCommand {
    /** What all commands have stands behind what each has. */
    private static final int LAST = 100;

    private final Surroundings surroundings;

    @Option(
            names = "--store",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "URL",
            description =
                    "Where the keys are: file:PATH, or a jdbc:postgresql:, jdbc:mariadb: or jdbc:h2: URL, with the login in"
                            + " KEYSTILE_DB_USER and KEYSTILE_DB_PASSWORD. Else what KEYSTILE_STORE says.")
    private @Nullable String store;

    @Option(
            names = "--brand",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "BRAND",
            description = "What the application's keys begin with. Else what KEYSTILE_BRAND says, or pk.")
    private @Nullable String brand;

    @Option(
            names = "--plans",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "FILE",
            description = {
                "A JSON file with the application's plans: the servlet filter's configuration, or a list like",
                "[{\"name\": \"free\", \"limits\": [{\"name\": \"per-minute\", \"permits\": 100, \"window\":"
                        + " \"PT1M\"}], \"allowlists\": false}].",
                "Else what KEYSTILE_PLANS says, or the standard plans: free, pro, enterprise."
            })
    private @Nullable String plans;

    @Option(
            names = "--pepper-file",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "FILE",
            description =
                    "A file with the application's peppers, <version>=<base64> in each line, with :verify-only behind one"
                            + " that is not to sign. Else what KEYSTILE_PEPPERS says, with commas in between, or none.")
    private @Nullable String pepperFile;

    KeystileCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Opens a store that is there. */
    Session open() {
        return open(false);
    }

    /** Opens a store, which may be new. */
    Session openOrCreate() {
        return open(true);
    }

    private Session open(boolean mayCreate) {
        StoreUrl parsed = storeUrl();
        ApiKeyFormat format = format();
        SecretHasher hasher = Peppers.hasher(pepperFile, surroundings.variable(Peppers.VARIABLE));
        Plans known = PlansFile.read(given(plans, "KEYSTILE_PLANS"));
        Actor actor = actor();
        return new Session(parsed.open(mayCreate), format, hasher, known, actor, surroundings.clock());
    }

    StoreUrl storeUrl() {
        String url = given(store, "KEYSTILE_STORE");
        if (url == null) {
            throw CliException.wrongUse(
                    "Say where the keys are: --store file:PATH or jdbc:URL, or KEYSTILE_STORE=file:PATH");
        }
        return StoreUrl.parse(url, surroundings);
    }

    ApiKeyFormat format() {
        String given = given(brand, "KEYSTILE_BRAND");
        return ApiKeyFormat.ofBrand(given == null ? "pk" : given);
    }

    private Actor actor() {
        String name = given(null, "KEYSTILE_ACTOR");
        return Actor.system(name == null ? System.getProperty("user.name", "unknown") : name);
    }

    private @Nullable String given(@Nullable String option, String variable) {
        return option != null ? option : surroundings.variable(variable);
    }
}
