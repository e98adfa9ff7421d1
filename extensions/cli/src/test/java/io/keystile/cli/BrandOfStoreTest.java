package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Keystile;
import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.StoreFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands use the brand and the peppers that the store knows, and refuse others. */
class BrandOfStoreTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("keys.json");
    private Shell shell = new Shell();

    @BeforeEach
    void newStore() {
        file = folder.resolve("keys.json");
        shell = Shell.on(file);
    }

    private Keystile application(String brand) {
        return Keystile.builder(JsonFileApiKeyStore.open(file), brand)
                .environments("live")
                .build();
    }

    /** Removes what the store knows, as in a store of an earlier version. */
    private void makeOld() throws Exception {
        String json = Files.readString(file);
        Files.writeString(file, json.replaceFirst("\"store\": .*,\n", ""));
    }

    @Test
    void defaultBrandIsTheOneThatTheStoreKnows() {
        application("acme").close();
        String key = shell.create();
        assertThat(key).startsWith("acme_live_");
        assertThat(shell.done("keys", "rotate", Shell.idOf(key), "--overlap", "1h")
                        .line())
                .startsWith("acme_live_");
        assertThat(shell.verify(key).exitCode()).isZero();
        assertThat(shell.done("scanner-rules", "gitleaks").out()).contains("acme_");
    }

    @Test
    void anotherBrandIsRefusedByEveryCommandWithWhatToDo() {
        application("acme").close();
        String id = Shell.idOf(shell.create());
        shell.with("KEYSTILE_BRAND", "pk");
        for (String[] command : new String[][] {
            {"keys", "rotate", id, "--overlap", "1h"},
            {"keys", "list"},
            {"keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci"}
        }) {
            shell.run(command)
                    .assertFailed(2, "brand \"acme\", but \"pk\" is given; leave out --brand and KEYSTILE_BRAND");
        }
    }

    @Test
    void keyInANewStoreHasTheDefaultBrandAndAnApplicationOfAnotherIsRefused() {
        assertThat(shell.create()).startsWith("pk_live_");
        assertThatThrownBy(() -> application("acme"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("have the brand \"pk\"");
        assertThat(shell.done("store", "show").line()).isEqualTo("brand pk");
        shell.done("store", "forget");
        application("acme").close();
        assertThat(shell.done("store", "show", "--json").line())
                .isEqualTo("{\"brand\":\"acme\",\"peppers\":{},\"plans\":[\"enterprise\",\"free\",\"pro\"]}");
    }

    @Test
    void storeFromBeforeNeedsTheBrandToIssueButNotToRevoke() throws Exception {
        String id = Shell.idOf(shell.create());
        makeOld();
        shell.run("keys", "rotate", id, "--overlap", "1h")
                .assertFailed(2, "does not know the brand of its keys yet; name it with --brand or KEYSTILE_BRAND");
        shell.run("scanner-rules", "gitleaks").assertFailed(2, "does not know the brand");
        shell.done("keys", "revoke", id, "--reason", "leaked");
        assertThat(shell.create("--brand", "pk")).startsWith("pk_live_");
        assertThat(shell.create()).startsWith("pk_live_");
    }

    @Test
    void plansOfTheApplicationAreKnown() {
        Keystile.builder(JsonFileApiKeyStore.open(file), "pk")
                .environments("live")
                .plans(Plans.of(Plan.of("gold", RateLimit.perMinute(5)).withAllowlists()))
                .build()
                .close();
        String key = shell.createOn("gold", "--allow", "203.0.113.0/24");
        assertThat(shell.verify(key, "--address", "203.0.113.9").out()).contains("plan=gold");
        shell.run("keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci")
                .assertFailed(2, "There is no plan \"free\"; there are gold");
        // The commands leave the plans as the application recorded them.
        assertThat(shell.createOn("gold", "--workspace", "other")).startsWith("pk_live_");
    }

    @Test
    void plansAreShownAndForgotten() {
        application("acme").close();
        assertThat(shell.done("store", "show").out()).isEqualTo("brand acme\nplans enterprise, free, pro\n");
        assertThat(shell.done("store", "forget").err()).contains("no plans");
        assertThat(shell.done("store", "show", "--json").line())
                .isEqualTo("{\"brand\":null,\"peppers\":{},\"plans\":null}");
        assertThat(shell.run("store", "forget", "--help").out()).contains("forget brand, peppers and plans");
    }

    /** Returns a clock whose first reading records another brand: after the check of the store, before the key. */
    private static InstantSource startOfAnotherApplication(String url) {
        return () -> {
            JdbcApiKeyStore store = JdbcApiKeyStore.over(new Database(url, null, null));
            if (store.facts().isEmpty()) {
                store.replaceFacts(null, new StoreFacts("acme", new TreeMap<>()));
            }
            return Instant.now();
        };
    }

    @Test
    void issuedKeyIsPrintedEvenIfAnApplicationOfAnotherBrandStartsMeanwhile() {
        String url = "jdbc:h2:" + folder.resolve("keys");
        shell = new Shell().with("KEYSTILE_STORE", url).with("KEYSTILE_BRAND", "pk");
        String first = shell.create();
        for (String[] command : new String[][] {
            {"keys", "rotate", Shell.idOf(first), "--overlap", "1h"},
            {"keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci"}
        }) {
            shell.done("store", "forget");
            shell.at(startOfAnotherApplication(url));
            Shell.Result result = shell.run(command);
            assertThat(result.line()).startsWith("pk_live_");
            assertThat(result.exitCode()).isEqualTo(ExitCode.WRONG_USE);
            assertThat(result.err()).contains("Created key " + Shell.idOf(result.line()), "brand \"acme\"");
            shell.at(InstantSource.system());
        }
    }

    @Test
    void wrongPepperOfTheRightVersionIsRefused() {
        String right = shell.done("pepper", "new").line();
        String wrong = shell.done("pepper", "new").line();
        shell.with("KEYSTILE_PEPPERS", "1=" + right).create();
        shell.with("KEYSTILE_PEPPERS", "1=" + wrong);
        Shell.Result refused = shell.run("keys", "list");
        refused.assertFailed(2, "Pepper 1 is not the one that this store's keys were hashed with");
        assertThat(refused.err()).doesNotContain(wrong.substring(0, 8)).doesNotContain(right.substring(0, 8));
    }

    @Test
    void missingPepperIsRefusedWhereItMatters() {
        String pepper = shell.done("pepper", "new").line();
        byte[] secret = Base64.getDecoder().decode(pepper);
        Keystile.builder(JsonFileApiKeyStore.open(file), "pk")
                .environments("live")
                .hasher(SecretHasher.peppered(Pepper.of(1, secret)))
                .build()
                .close();
        String[] create = {"keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci"};
        shell.run(create).assertFailed(2, "hashed with pepper 1, and no pepper is configured");

        String key = shell.with("KEYSTILE_PEPPERS", "1=" + pepper).create();
        Shell without = Shell.on(file);
        without.verify(key).assertFailed(2, "hashed with a pepper that is not given (hmac-sha256$v=1)");
        without.run("keys", "rotate", Shell.idOf(key), "--overlap", "1h").assertFailed(2, "not given");
        assertThat(without.done("keys", "list").out()).contains(Shell.idOf(key));
        assertThat(without.done("store", "show").out()).contains("pepper 1 with check value ");
    }
}
