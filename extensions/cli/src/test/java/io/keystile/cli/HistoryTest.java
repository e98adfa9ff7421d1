package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded changes of keys and workspaces. */
class HistoryTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private Shell shell = new Shell();

    @BeforeEach
    void create() {
        file = folder.resolve("keys.json");
        shell = Shell.on(file).with("KEYSTILE_ACTOR", "Ada").at(at("2030-01-07T10:00:00Z"));
    }

    private static InstantSource at(String time) {
        return InstantSource.fixed(Instant.parse(time));
    }

    private String issueAndRevoke() {
        String id = Shell.idOf(shell.create("--permission", "flows:read"));
        shell.at(at("2030-01-07T11:00:00Z")).done("keys", "revoke", id, "--reason", "leaked");
        return id;
    }

    @Test
    void historyOfAKeySaysWhoChangedWhatAndWhy() {
        String id = issueAndRevoke();

        assertThat(shell.done("keys", "history", id).out().lines())
                .containsExactly(
                        "TIME                  ACTION   KEY           ACTOR  REASON  CHANGES",
                        "2030-01-07T11:00:00Z  revoked  " + id + "  Ada    leaked  status: active -> revoked",
                        "2030-01-07T10:00:00Z  issued   " + id + "  Ada    -       status: active; name: ci;"
                                + " environment: live; plan: free; permissions: flows:read");
        assertThat(shell.done("keys", "history", id, "--limit", "1").out()).doesNotContain("issued");
    }

    @Test
    void historyAsJsonHasAllProperties() throws Exception {
        String id = issueAndRevoke();

        var json =
                Jsons.parse(shell.done("keys", "history", id, "--json").out()).get(0);

        assertThat(json.toString())
                .startsWith("{\"workspace\":\"acme\",\"number\":3,\"time\":\"2030-01-07T11:00:00Z\",\"actor\":\"Ada\","
                        + "\"action\":\"revoked\",\"key\":\"" + id + "\",\"reason\":\"leaked\",\"changes\":[{\"field\":"
                        + "\"status\",\"before\":\"active\",\"after\":\"revoked\"}],\"hash\":\"");
    }

    @Test
    void historyOfADeletedKeyRemains() {
        String id = issueAndRevoke();
        shell.done("keys", "delete", id);

        assertThat(shell.done("keys", "history", id).out()).contains("deleted", "revoked", "issued");
        shell.run("keys", "history", "nobody").assertFailed(1, "There is no key nobody");
    }

    @Test
    void historyOfAWorkspaceHasItsKeysToo() {
        String id = issueAndRevoke();
        shell.done("workspaces", "suspend", "acme");

        assertThat(shell.done("workspaces", "history", "acme").out())
                .contains("suspended  -", "suspended: false -> true", "revoked    " + id, "created");
        shell.run("workspaces", "history", "zeta").assertFailed(1, "There is no workspace zeta");
        shell.run("workspaces", "history", "acme", "--limit", "0").assertFailed(2, "--limit");
    }

    @Test
    void changedEntryIsNoticedAndItsPlaceIsNamed() throws Exception {
        issueAndRevoke();
        assertThat(shell.done("audit", "verify").out()).contains("acme", "intact");

        String before = Files.readString(file);
        Files.writeString(file, before.replaceFirst("\"actor\":\"Ada\"", "\"actor\":\"Eve\""));

        Shell.Result result = shell.run("audit", "verify");
        assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(result.out()).contains("entry 1 does not follow the one before");
        var json = Jsons.parse(shell.run("audit", "verify", "--json").out()).get(0);
        assertThat(json.get("fault").get("number").intValue()).isEqualTo(1);
    }

    @Test
    void changesMustContinueThoseOfAnEarlierVerification() throws Exception {
        issueAndRevoke();
        Path known = folder.resolve("known.json");
        Files.writeString(known, shell.done("audit", "verify", "--json").out());
        String rewritten = Files.readString(file);
        shell.done("workspaces", "suspend", "acme");
        shell.done("audit", "verify", "--known", known.toString());

        Files.writeString(file, rewritten);
        shell.done("audit", "verify", "--known", known.toString());
        Files.writeString(known, Files.readString(known).replaceFirst("\"head\":\"[0-9a-f]", "\"head\":\"x"));
        Shell.Result result = shell.run("audit", "verify", "--known", known.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(result.out()).contains("entry 3 is not the one that is known from an earlier verification");

        Files.writeString(known, "[{}]");
        shell.run("audit", "verify", "--known", known.toString())
                .assertFailed(2, "is not the output of \"audit verify --json\"");
        shell.run("audit", "verify", "--known", "nowhere").assertFailed(3, "There is no file nowhere");
    }

    @Test
    void oldChangesAreDeletedAndTheOthersStayVerifiable() {
        String id = issueAndRevoke();

        assertThat(shell.at(at("2030-01-08T10:30:00Z"))
                        .done("audit", "prune", "--older-than", "1d")
                        .err())
                .contains("Deleted 2 recorded change(s).");

        assertThat(shell.done("keys", "history", id).out()).contains("revoked").doesNotContain("issued");
        assertThat(shell.done("audit", "verify").out()).contains("intact");
    }
}
