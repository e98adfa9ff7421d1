package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private Shell shell = new Shell();

    @BeforeEach
    void newStore() {
        file = folder.resolve("keys.json");
        shell = Shell.on(file);
    }

    @Test
    void withoutAStoreItSaysHowToNameOne() {
        new Shell().run("keys", "list").assertFailed(2, "--store file:PATH or jdbc:URL, or KEYSTILE_STORE=file:PATH");
        new Shell().run("keys", "list", "--store", "file:").assertFailed(2, "A store is file:PATH");
        new Shell().run("keys", "list", "--store", "file://host/keys.json").assertFailed(2, "A store is file:PATH");
    }

    @Test
    void aStoreThatIsNotThereIsAMistakeAndIsNotCreatedByLooking() {
        shell.run("keys", "list").assertFailed(3, "There is no store at " + file);
        shell.run("keys", "revoke", "abc", "--reason", "x").assertFailed(3, "There is no store");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatCannotBeReadIsAFailedStore() throws Exception {
        Files.createDirectory(file);

        shell.run("keys", "list").assertFailed(3, "Cannot read " + file);
        shell.verify("x").assertFailed(3, "Cannot read " + file);
    }

    @Test
    void aDamagedFileIsAFailedStoreAndStaysAsItIs() throws Exception {
        String key = shell.create();
        Files.writeString(file, Files.readString(file).replace("\"keys\"", "\"kyes\""));
        String damaged = Files.readString(file);

        shell.verify(key).assertFailed(3, "line ");
        shell.run("keys", "revoke", Shell.idOf(key), "--reason", "x").assertFailed(3, "line ");

        assertThat(Files.readString(file)).isEqualTo(damaged);
    }

    @Test
    void whatIsNotThereIsRefused() {
        shell.create();

        shell.run("keys", "show", "nobody").assertFailed(1, "There is no key nobody");
        shell.run("keys", "disable", "nobody").assertFailed(1, "There is no key nobody");
        shell.run("keys", "rotate", "nobody", "--overlap", "1h").assertFailed(1, "There is no key nobody");
        shell.run("workspaces", "suspend", "nobody").assertFailed(1, "There is no workspace nobody");
        shell.run("workspaces", "create", "acme", "--plan", "free").assertFailed(1, "acme");
    }

    @Test
    void wrongUseSaysWhereTheHelpIs() {
        shell.run().assertFailed(2, "see: keystile --help");
        shell.run("keys").assertFailed(2, "see: keystile keys --help");
        shell.run("keys", "create", "--name", "x").assertFailed(2, "see: keystile keys create --help");
        shell.run("keys", "rotate", "abc", "--overlap", "1 hour").assertFailed(2, "--overlap takes a time");
        shell.run("keys", "rotate", "abc", "--overlap", "367d").assertFailed(2, "366 days");
    }

    @Test
    void whatCannotBeImportedChangesNothing() throws Exception {
        Path document = Files.writeString(folder.resolve("document.json"), "{\"format\": 1}");

        shell.run("keys", "import", document.toString()).assertFailed(3, "line 1, column ");
        shell.run("keys", "import", folder.resolve("none").toString()).assertFailed(3, "There is no file");
        shell.runWith("{\"format\": 1, \"workspaces\": [" + "[".repeat(200_000), "keys", "import", "-")
                .assertFailed(3, "stand inside each other");
        shell.runWith("[]", "keys", "import", "-").assertFailed(3, "Cannot import standard input");

        assertThat(file).doesNotExist();
    }

    @Test
    void aBugIsOneLineUnlessTheTraceIsAskedFor() {
        shell.create();
        shell.at(() -> {
            throw new ArithmeticException("of the test");
        });

        shell.run("keys", "list").assertFailed(3, "Unexpected error (ArithmeticException)");
        assertThat(shell.with("KEYSTILE_DEBUG", "1").run("keys", "list").err())
                .contains("java.lang.ArithmeticException\n\tat ", "\tat io.keystile.cli.");
    }

    @Test
    void whoReadsTheFirstLinesOnlyGetsNoComplaint() {
        shell.create();

        Shell.Result result = runInto("Broken pipe", "keys", "list");

        assertThat(result).isEqualTo(new Shell.Result(0, "", ""));
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        shell.create();

        runInto("No space left on device", "keys", "export").assertFailed(3, "could not be written: No space left");
    }

    @Test
    void aKeyThatNobodyGotToSeeIsSaidToBeLost() {
        Shell.Result result = runInto(
                "Broken pipe",
                "keys",
                "create",
                "--workspace",
                "acme",
                "--env",
                "live",
                "--plan",
                "free",
                "--name",
                "ci");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).containsPattern("is lost; revoke [0-9A-Za-z]{12} and create another\n$");
    }

    private Shell.Result runInto(String trouble, String... arguments) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(trouble);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Main.run(arguments, InputStream.nullInputStream(), full, err, Map.of("KEYSTILE_STORE", "file:" + file));
        return new Shell.Result(code, "", err.toString(StandardCharsets.UTF_8));
    }
}
