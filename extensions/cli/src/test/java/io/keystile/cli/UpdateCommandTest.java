package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateCommandTest {
    @TempDir
    private Path folder;

    private Shell shell = new Shell();
    private String id = "";

    @BeforeEach
    void oneKey() {
        shell = Shell.on(folder.resolve("keys.json"));
        id = Shell.idOf(shell.createOn(
                "enterprise", "--permission", "flows:read", "--allow", "10.0.0.0/8", "--expires-in", "30d"));
    }

    private JsonNode update(String... options) throws Exception {
        String[] all = new String[options.length + 4];
        all[0] = "keys";
        all[1] = "update";
        all[2] = id;
        all[3] = "--json";
        System.arraycopy(options, 0, all, 4, options.length);
        return Jsons.parse(shell.done(all).line());
    }

    @Test
    void whatIsNotNamedStaysAsItIs() throws Exception {
        JsonNode changed = update("--name", "new name");

        assertThat(changed.get("name").textValue()).isEqualTo("new name");
        assertThat(changed.get("permissions").toString()).isEqualTo("[\"flows:read\"]");
        assertThat(changed.get("allowlist").toString()).isEqualTo("[\"10.0.0.0/8\"]");
        assertThat(changed.get("plan").textValue()).isEqualTo("enterprise");
        assertThat(changed.get("expiresAt").isNull()).isFalse();
        assertThat(changed.get("version").intValue()).isEqualTo(2);
    }

    @Test
    void whatIsNamedReplacesWhatWasThere() throws Exception {
        JsonNode changed = update("--permission", "flows:execute", "--allow", "203.0.113.0/24");

        assertThat(changed.get("permissions").toString()).isEqualTo("[\"flows:execute\"]");
        assertThat(changed.get("allowlist").toString()).isEqualTo("[\"203.0.113.0/24\"]");
    }

    @Test
    void everythingCanBeTakenAway() throws Exception {
        JsonNode changed = update("--no-permissions", "--allow-any", "--never-expires", "--workspace-plan");

        assertThat(changed.get("permissions")).isEmpty();
        assertThat(changed.get("allowlist").isNull()).isTrue();
        assertThat(changed.get("expiresAt").isNull()).isTrue();
        assertThat(changed.get("plan").isNull()).isTrue();
    }

    @Test
    void ownerAndTagsAreReplacedAndRemoved() throws Exception {
        JsonNode first = update("--owner", "payments", "--tag", "eu", "--tag", "batch");
        assertThat(first.get("owner").textValue()).isEqualTo("payments");
        assertThat(first.get("tags").toString()).isEqualTo("[\"batch\",\"eu\"]");

        JsonNode second = update("--tag", "us");
        assertThat(second.get("owner").textValue()).isEqualTo("payments");
        assertThat(second.get("tags").toString()).isEqualTo("[\"us\"]");

        JsonNode third = update("--no-owner", "--no-tags");
        assertThat(third.get("owner").isNull()).isTrue();
        assertThat(third.get("tags")).isEmpty();
    }

    @Test
    void servicesAreReplacedAndRemoved() throws Exception {
        assertThat(update("--service", "files", "--service", "billing").get("services"))
                .hasToString("[\"billing\",\"files\"]");
        assertThat(update("--service", "crm").get("services")).hasToString("[\"crm\"]");
        assertThat(shell.done("keys", "show", id).out()).containsPattern("services +crm");
        assertThat(shell.done("keys", "list", "--service", "crm").out()).contains(id);
        assertThat(shell.done("keys", "list", "--service", "billing").out()).doesNotContain(id);
        assertThat(update("--all-services").get("services")).isEmpty();
    }

    @Test
    void anUpdateOfNothingChangesNoVersion() throws Exception {
        assertThat(update().get("version").intValue()).isEqualTo(1);
    }

    @Test
    void contradictionsAreWrongUse() {
        shell.run("keys", "update", id, "--allow-any", "--allow", "::1").assertFailed(2, "--allow or --allow-any");
        shell.run("keys", "update", id, "--no-permissions", "--permission", "a")
                .assertFailed(2, "--permission or --no-permissions");
        shell.run("keys", "update", id, "--never-expires", "--expires-in", "1d")
                .assertFailed(2, "--expires-in or --never-expires");
        shell.run("keys", "update", id, "--plan", "free", "--workspace-plan")
                .assertFailed(2, "--plan or --workspace-plan");
        shell.run("keys", "update", id, "--owner", "a", "--no-owner").assertFailed(2, "--owner or --no-owner");
        shell.run("keys", "update", id, "--tag", "a", "--no-tags").assertFailed(2, "--tag or --no-tags");
        shell.run("keys", "update", id, "--service", "a", "--all-services")
                .assertFailed(2, "--service or --all-services");
        shell.run("keys", "update", id, "--service", "A").assertFailed(2, "A service's name has");
        shell.run("keys", "update", id, "--plan", "free").assertFailed(2, "has no allowlists");
    }
}
