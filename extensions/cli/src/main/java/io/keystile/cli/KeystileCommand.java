package io.keystile.cli;

import io.keystile.admin.Actor;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.Plans;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command, with the options that all commands share. */
@Command(
        name = "keystile",
        description = {
            "Creates, shows, changes and verifies API keys.",
            "",
            "A key belongs to a workspace and an environment. It is shown once, at its creation; the store keeps a"
                    + " hash. Commands name a key by its id, which is not secret; only verify reads the key itself."
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
    /** Places the shared options after the command's own. */
    private static final int LAST = 100;

    private final Surroundings surroundings;

    @Option(
            names = "--store",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "URL",
            description =
                    "The store: file:PATH, or a jdbc:postgresql:, jdbc:mariadb: or jdbc:h2: URL, with the login in"
                            + " KEYSTILE_DB_USER and KEYSTILE_DB_PASSWORD. The default is KEYSTILE_STORE.")
    private @Nullable String store;

    @Option(
            names = "--brand",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "BRAND",
            description =
                    "The prefix of the application's keys. The default is KEYSTILE_BRAND, or the one that the store"
                            + " knows; pk in a new store.")
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
                "The default is KEYSTILE_PLANS, or the plans that the application recorded in the store, or the"
                        + " standard plans: free, pro, enterprise."
            })
    private @Nullable String plans;

    @Option(
            names = "--pepper-file",
            scope = ScopeType.INHERIT,
            order = LAST,
            paramLabel = "FILE",
            description = "A file with the application's peppers, one <version>=<base64> in each line. The suffix"
                    + " :verify-only marks a pepper for old keys only. The default is KEYSTILE_PEPPERS,"
                    + " separated by commas, or none.")
    private @Nullable String pepperFile;

    KeystileCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Opens an existing store. */
    Session open() {
        return open(false);
    }

    /** Opens the store, and creates it if it does not exist. */
    Session openOrCreate() {
        return open(true);
    }

    private Session open(boolean mayCreate) {
        StoreUrl parsed = storeUrl();
        ApiKeyFormat given = givenFormat();
        SecretHasher hasher = Peppers.hasher(pepperFile, surroundings.variable(Peppers.VARIABLE));
        String plansFile = given(plans, "KEYSTILE_PLANS");
        Plans givenPlans = plansFile == null ? null : PlansFile.read(plansFile);
        Actor actor = actor();
        OtherNodes nodes = OtherNodes.behind(surroundings.variable(OtherNodes.VARIABLE));
        StoreUrl.Opened opened = parsed.open(mayCreate);
        try {
            return Session.of(opened, given, hasher, givenPlans, actor, surroundings.clock(), nodes);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    StoreUrl storeUrl() {
        String url = givenStore();
        if (url == null) {
            throw CliException.wrongUse(
                    "Name the store with --store file:PATH or jdbc:URL, or KEYSTILE_STORE=file:PATH");
        }
        return StoreUrl.parse(url, surroundings);
    }

    private @Nullable String givenStore() {
        return given(store, "KEYSTILE_STORE");
    }

    private @Nullable ApiKeyFormat givenFormat() {
        String given = given(brand, "KEYSTILE_BRAND");
        return given == null ? null : ApiKeyFormat.ofBrand(given);
    }

    /**
     * Returns the format of the brand that is given, or that the given store knows.
     *
     * @throws CliException if neither is given
     */
    ApiKeyFormat format() {
        ApiKeyFormat given = givenFormat();
        if (given != null) {
            return given;
        }
        if (givenStore() == null) {
            throw CliException.wrongUse("Name the brand of the keys with --brand or KEYSTILE_BRAND, or their store");
        }
        try (Session session = open()) {
            return session.format();
        }
    }

    private Actor actor() {
        String name = given(null, "KEYSTILE_ACTOR");
        return Actor.system(name == null ? System.getProperty("user.name", "unknown") : name);
    }

    private @Nullable String given(@Nullable String option, String variable) {
        return option != null ? option : surroundings.variable(variable);
    }
}
