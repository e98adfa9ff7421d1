package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are not accepted on the command line, and no message quotes one. */
class SecretsTest {
    @TempDir
    private Path folder;

    private Shell shell = new Shell();

    @BeforeEach
    void newStore() {
        shell = Shell.on(folder.resolve("keys.json"));
    }

    private void assertRefused(String key, String... arguments) {
        Shell.Result result = shell.run(arguments);

        result.assertFailed(2, "looks like a whole key");
        assertThat(result.err()).doesNotContain(key.substring(key.length() - 38));
    }

    @Test
    void aKeyAnywhereOnTheCommandLineIsRefusedAndNotRepeated() {
        String key = shell.create();

        assertRefused(key, "verify", key);
        assertRefused(key, key);
        assertRefused(key, "keys", "show", key);
        assertRefused(key, "keys", "show", "pk_live_" + key.substring(8, 52));
        assertRefused(key, "keys", "revoke", Shell.idOf(key), "--reason", "leaked: " + key);
        assertRefused(key, "keys", "list", "--" + key);
        assertRefused(key, "keys", "list", "--name=" + key);
    }

    @Test
    void whatIsTooLongForAnIdIsNotRepeatedEither() {
        shell.create();
        String foreign = "sk-" + "a1B2".repeat(12);

        Shell.Result result = shell.run("keys", "show", foreign);

        result.assertFailed(2, "Never give a whole key");
        assertThat(result.err()).doesNotContain("a1B2");
    }

    @Test
    void anUnknownArgumentIsRepeatedOnlyIfItIsAPlainWord() {
        shell.run("keys", "lst").assertFailed(2, "Unknown command or option \"lst\"; see: keystile keys --help");
        Shell.Result result = shell.run("verify", "S3cr3t-Of-Mine-1234");
        result.assertFailed(2, "Unexpected argument or misspelled option");
        assertThat(result.err()).doesNotContain("S3cr3t");
    }

    @Test
    void unexpectedArgumentIsNotRepeatedForDebuggingEither() {
        String pepper = shell.done("pepper", "new").line();
        Shell.Result result = shell.with("KEYSTILE_DEBUG", "1").run("verify", pepper);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("Unexpected argument or misspelled option", "\tat ")
                .doesNotContain(pepper.substring(0, 8));
    }

    @Test
    void aPepperIs32RandomBytesAndNeverRepeated() {
        String one = shell.done("pepper", "new").line();
        String other = shell.done("pepper", "new").line();

        assertThat(Base64.getDecoder().decode(one)).hasSize(32);
        assertThat(one).isNotEqualTo(other);
        shell.create();
        shell.with("KEYSTILE_PEPPERS", "1=" + one + ",1=" + other);
        Shell.Result twice = shell.run("keys", "list");
        twice.assertFailed(2, "version 1");
        shell.with("KEYSTILE_PEPPERS", one);
        Shell.Result bare = shell.run("keys", "list");
        bare.assertFailed(2, "KEYSTILE_PEPPERS: pepper no. 1 must be <version>=<base64>");
        assertThat(twice.err() + bare.err()).doesNotContain(one.substring(0, 8)).doesNotContain(other.substring(0, 8));
    }

    @Test
    void aPepperThatOnlyVerifiesSignsNothing() {
        String one = shell.done("pepper", "new").line();
        String two = shell.done("pepper", "new").line();
        shell.with("KEYSTILE_PEPPERS", "1=" + one + ",2=" + two + ":verify-only");
        shell.create();
        assertThat(shell.done("keys", "list", "--json").out()).contains("\"hmac-sha256$v=1\"");
    }

    @Test
    void aPepperFileHasOnePepperInEachLineAndTheHighestSigns() throws Exception {
        String one = shell.done("pepper", "new").line();
        String two = shell.done("pepper", "new").line();
        Path file = Files.writeString(folder.resolve("peppers"), "# ours\n1=" + one + "\n\n2=" + two + "\r\n");

        String key = shell.create("--pepper-file", file.toString());

        assertThat(shell.verify(key, "--pepper-file", file.toString()).exitCode())
                .isZero();
        assertThat(shell.done("keys", "show", Shell.idOf(key)).out()).contains("hmac-sha256$v=2");
        shell.run("keys", "list", "--pepper-file", folder.resolve("none").toString())
                .assertFailed(3, "There is no such file");
        Files.writeString(file, "# nothing\n");
        shell.run("keys", "list", "--pepper-file", file.toString()).assertFailed(2, "contains no pepper");
    }

    @Test
    void pepperInPlaceOfThePepperFileIsNotRepeated() {
        String pepper = shell.done("pepper", "new").line();
        for (String mistake : new String[] {pepper, "1=" + pepper, pepper + "\0"}) {
            Shell.Result result = shell.with("KEYSTILE_DEBUG", "1").run("keys", "list", "--pepper-file", mistake);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err())
                    .contains("no such file as --pepper-file names; it takes the path of a file, and never a pepper")
                    .doesNotContain(pepper.substring(0, 8));
        }
    }

    @Test
    void whatIsNoStoreIsNotRepeatedSinceItMayHoldAPassword() {
        Shell.Result result = shell.run("keys", "list", "--store", "postgres://me:hunter2@db/keys");

        result.assertFailed(2, "A store is file:PATH");
        assertThat(result.err()).doesNotContain("hunter2");
    }
}
