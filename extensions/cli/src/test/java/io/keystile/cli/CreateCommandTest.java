package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateCommandTest {
    @TempDir
    private Path folder;

    private Shell shell = new Shell();

    @BeforeEach
    void newStore() {
        shell = Shell.on(folder.resolve("keys.json"));
    }

    private Shell.Result create(String plan, String... more) {
        String[] start = {"keys", "create", "--workspace", "acme", "--env", "live", "--name", "ci", "--plan", plan};
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return shell.run(all);
    }

    @Test
    void theKeyStandsAloneOnStandardOutputAndAllElseOnStandardError() {
        Shell.Result result = create("free", "--permission", "flows:read");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).matches("pk_live_[0-9A-Za-z]{50}\n");
        assertThat(result.err())
                .isEqualTo("Created workspace acme on plan free.\nCreated key " + Shell.idOf(result.line())
                        + ". It is not shown again.\n");
    }

    @Test
    void inAWorkspaceThatIsThereTheKeyGetsThePlanAndTheWorkspaceKeepsItsOwn() {
        shell.done("workspaces", "create", "acme", "--plan", "free");

        Shell.Result result = create("pro");

        assertThat(result.err()).doesNotContain("workspace");
        assertThat(shell.verify(result.line()).out()).contains("plan=pro");
        assertThat(shell.done("workspaces", "list", "--json").out()).contains("\"plan\":\"free\"");
    }

    @Test
    void aKeyWithoutPermissionsIsPointedOut() {
        assertThat(create("free").err()).contains("It has no permission");
    }

    @Test
    void allThatIsGivenStandsInTheRecord() throws Exception {
        Shell.Result result = create(
                "enterprise",
                "--permission",
                "flows:read",
                "--permission",
                "flows:execute",
                "--allow",
                "203.0.113.0/24",
                "--allow",
                "2001:db8::1",
                "--expires-in",
                "30d",
                "--json");

        var json = Jsons.parse(result.line());
        assertThat(json.get("permissions").toString()).isEqualTo("[\"flows:execute\",\"flows:read\"]");
        assertThat(json.get("allowlist").toString()).isEqualTo("[\"203.0.113.0/24\",\"2001:db8::1/128\"]");
        assertThat(json.get("plan").textValue()).isEqualTo("enterprise");
        assertThat(json.get("expiresAt").textValue()).isNotEmpty();
        assertThat(shell.verify(json.get("key").textValue(), "--address", "203.0.113.9")
                        .exitCode())
                .isZero();
    }

    @Test
    void ownerAndTagsAreStoredAndShown() throws Exception {
        Shell.Result result = create("free", "--owner", "payments", "--tag", "eu", "--tag", "batch", "--json");

        var json = Jsons.parse(result.line());
        assertThat(json.get("owner").textValue()).isEqualTo("payments");
        assertThat(json.get("tags").toString()).isEqualTo("[\"batch\",\"eu\"]");
        assertThat(shell.done("keys", "show", json.get("id").textValue()).out()).contains("payments", "batch eu");
        create("free", "--tag", "Not A Tag").assertFailed(2, "A tag has");
    }

    @Test
    void aKeyThatCannotBeMadeLeavesNoWorkspaceAndNoFileBehind() {
        create("free", "--allow", "203.0.113.0/24").assertFailed(2, "has no allowlists");
        create("gold").assertFailed(2, "There is no plan \"gold\"");
        create("free", "--permission", "a b").assertFailed(2, "permission");
        create("free", "--expires-in", "soon").assertFailed(2, "--expires-in takes a time such as 30d");
        create("free", "--expires-in", "0s").assertFailed(2, "not in the future");

        assertThat(folder.resolve("keys.json")).doesNotExist();
    }

    @Test
    void whoMadeItIsTheUserOfTheSystemOrWhoeverTheVariableNames() throws Exception {
        String byUser = Shell.idOf(create("free").line());
        shell.with("KEYSTILE_ACTOR", "deployment");
        String byActor = Shell.idOf(create("free").line());

        assertThat(shell.done("keys", "show", byUser).out()).contains(" by " + System.getProperty("user.name"));
        assertThat(shell.done("keys", "show", byActor).out()).contains(" by deployment");
    }

    @Test
    void theBrandIsWhatTheApplicationSays() {
        assertThat(create("free", "--brand", "acme").out()).startsWith("acme_live_");
        shell.with("KEYSTILE_BRAND", "acme");
        assertThat(create("free").out()).startsWith("acme_live_");
    }

    @Test
    void theStoreMayBeNamedBeforeOrBehindTheCommand() {
        String other = "file:" + folder.resolve("other.json");

        assertThat(shell.run("--store", other, "workspaces", "create", "a", "--plan", "free")
                        .exitCode())
                .isZero();
        assertThat(shell.run("workspaces", "list", "--store", other).out()).contains("a ");
        assertThat(Files.exists(folder.resolve("keys.json"))).isFalse();
    }
}
