package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life cycle of a key, from its creation to its deletion. */
class KeyLifeTest {
    @TempDir
    private Path folder;

    @Test
    void aKeyIsCreatedUsedReplacedRevokedAndMovedToAnotherStore() throws Exception {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String key = shell.create("--permission", "flows:execute");
        String id = Shell.idOf(key);

        assertThat(shell.done("keys", "list").out()).contains(id, "active", "ci", "acme");
        assertThat(shell.done("keys", "show", id).out()).contains("flows:execute");
        assertThat(shell.verify(key).line())
                .isEqualTo(
                        "granted key=" + id + " workspace=acme env=live plan=free permissions=flows:execute name=ci");

        String next = shell.done("keys", "rotate", id, "--overlap", "1h").line();
        assertThat(next).isNotEqualTo(key);
        assertThat(shell.verify(key).out()).startsWith("granted ");
        assertThat(shell.verify(next, "--permission", "flows:execute").out()).startsWith("granted ");

        shell.done("keys", "revoke", id, "--reason", "leaked");
        assertThat(shell.verify(key)).returns("denied KEY_REVOKED", Shell.Result::line);
        assertThat(shell.verify(key).exitCode()).isEqualTo(1);
        assertThat(shell.verify(next).exitCode()).isZero();

        Path backup = folder.resolve("backup.json");
        Files.writeString(backup, shell.done("keys", "export").out());
        Shell other = Shell.on(folder.resolve("other.json"));
        assertThat(other.done("keys", "import", backup.toString()).line())
                .isEqualTo("Imported 2 key(s) and 1 workspace(s); 0 key(s) already existed.");
        assertThat(other.verify(next).exitCode()).isZero();
        assertThat(other.verify(key)).returns("denied KEY_REVOKED", Shell.Result::line);
        assertThat(other.runWith(Files.readString(backup), "keys", "import", "-", "--json")
                        .line())
                .isEqualTo("{\"workspaces\":0,\"keys\":0,\"present\":2}");
    }

    @Test
    void aDisabledKeyWorksAgainWhenItIsEnabled() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String key = shell.create();

        assertThat(shell.done("keys", "disable", Shell.idOf(key)).out()).contains("disabled");
        assertThat(shell.verify(key).line()).isEqualTo("denied KEY_DISABLED");

        shell.done("keys", "enable", Shell.idOf(key));
        assertThat(shell.verify(key).exitCode()).isZero();
    }

    @Test
    void aDeletedKeyIsShownALastTimeAndThenUnknown() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String key = shell.create();
        String id = Shell.idOf(key);

        assertThat(shell.done("keys", "delete", id, "--json").line()).contains("\"id\":\"" + id + "\"");

        assertThat(shell.verify(key).line()).isEqualTo("denied UNKNOWN_KEY");
        shell.run("keys", "delete", id).assertFailed(1, "There is no key " + id);
    }

    @Test
    void aRevokedKeyCanBeNeitherEnabledNorReplaced() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String id = Shell.idOf(shell.create());
        shell.done("keys", "revoke", id, "--reason", "leaked");

        shell.run("keys", "enable", id).assertFailed(1, "is revoked permanently");
        shell.run("keys", "rotate", id, "--overlap", "1h").assertFailed(1, "is not active");
    }

    @Test
    void rotationAsJsonHasTheNewIdAndTheNewKey() throws Exception {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String id = Shell.idOf(shell.create());

        var json = Jsons.parse(shell.done("keys", "rotate", id, "--overlap", "1h", "--until-first-use", "--json")
                .line());

        String key = json.get("key").textValue();
        assertThat(json.get("id").textValue()).isEqualTo(Shell.idOf(key));
        assertThat(json.get("predecessor").textValue()).isEqualTo(id);
        assertThat(shell.verify(key).exitCode()).isZero();
        assertThat(shell.done("keys", "show", id).out()).contains("or when the new key is first used");
    }

    @Test
    void revokingNamesTheSuccessorThatStillWorks() throws Exception {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String id = Shell.idOf(shell.create());
        String next = shell.done("keys", "rotate", id, "--overlap", "1h").line();

        Shell.Result revoked = shell.done("keys", "revoke", id, "--reason", "leaked");
        assertThat(revoked.err()).contains(Shell.idOf(next) + " of the same lineage still works; --lineage");
        var json = Jsons.parse(
                shell.done("keys", "revoke", id, "--reason", "leaked", "--json").line());
        assertThat(json.get("stillActive")).hasToString("[\"" + Shell.idOf(next) + "\"]");
        assertThat(shell.verify(next).exitCode()).isZero();
    }

    @Test
    void aLineageIsRevokedAtOnce() throws Exception {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String id = Shell.idOf(shell.create());
        String next = shell.done("keys", "rotate", id, "--overlap", "1h").line();

        Shell.Result revoked = shell.done("keys", "revoke", id, "--lineage", "--reason", "leaked");
        assertThat(revoked.err()).contains("Key " + Shell.idOf(next) + " is revoked too.");
        assertThat(shell.verify(next).line()).isEqualTo("denied KEY_REVOKED");
        var json = Jsons.parse(shell.done("keys", "revoke", id, "--lineage", "--reason", "leaked", "--json")
                .line());
        assertThat(json.get("alsoRevoked")).hasToString("[\"" + Shell.idOf(next) + "\"]");
    }

    @Test
    void withoutOverlapTheOldKeyEndsAtOnce() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        String key = shell.create();

        shell.done("keys", "rotate", Shell.idOf(key), "--overlap", "0s");

        assertThat(shell.verify(key).line()).isEqualTo("denied KEY_EXPIRED");
    }
}
