package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped, in processes of its own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PackagedJarIT {
    private static final Path JAR = Path.of("target", "keystile.jar").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    private static final String[] CREATE = {
        "keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci"
    };

    @TempDir
    private Path folder;

    private Shell.Result keystile(String input, String... arguments) throws Exception {
        return run(
                input,
                Stream.concat(Stream.of(JAVA, QUICK, "-jar", JAR.toString()), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }

    /** Runs a line of shell in which {@code keystile} is the jar. */
    private Shell.Result shell(String line) throws Exception {
        return run("", "sh", "-c", "keystile() { '" + JAVA + "' " + QUICK + " -jar '" + JAR + "' \"$@\"; }\n" + line);
    }

    private Shell.Result run(String input, String... command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path in = Files.writeString(folder.resolve("in"), input);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KEYSTILE_"));
        builder.environment().putAll(Map.of("KEYSTILE_STORE", "file:" + folder.resolve("data/keys.json")));
        int code = builder.start().waitFor();
        return new Shell.Result(code, Files.readString(out), Files.readString(err));
    }

    @Test
    void aKeyLivesInProcessesThatEndWithTheDocumentedCodes() throws Exception {
        Shell.Result created = keystile("", CREATE);
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.out()).matches("pk_live_[0-9A-Za-z]{50}\n");
        String key = created.line();

        assertThat(keystile(key + "\r\n", "verify").exitCode()).isZero();
        keystile("", "keys", "revoke", Shell.idOf(key), "--reason", "leaked");
        assertThat(keystile(key, "verify")).isEqualTo(new Shell.Result(1, "denied KEY_REVOKED\n", ""));
        keystile("", "keys", "revoke").assertFailed(2, "see: keystile keys revoke --help");
        Files.writeString(folder.resolve("data/keys.json"), "{");
        keystile(key, "verify").assertFailed(3, "line 1, column");
        keystile(key, "verify", "--store", "file:" + folder).assertFailed(3, "Cannot read");
    }

    @Test
    void aReaderThatLeavesEarlyEndsItQuietly() throws Exception {
        keystile("", CREATE);

        Shell.Result result = shell("{ keystile keys list; echo \"code $?\" >&2; } | true");

        assertThat(result.err()).isEqualTo("code 0\n");
        assertThat(shell("keystile keys export | head -n 1").out()).isEqualTo("{\n");
    }

    @Test
    void aFullDiskIsNoSuccess() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        keystile("", CREATE);

        Shell.Result result = shell("keystile keys export > /dev/full");

        result.assertFailed(3, "could not be written");
    }

    @Test
    void eachDatabaseHasItsDriver() throws Exception {
        for (String database : List.of("postgresql", "mariadb")) {
            keystile("", "keys", "list", "--store", "jdbc:" + database + "://localhost:1/keys")
                    .assertFailed(3, "check that the database is up");
        }
        String[] h2 = {"--store", "jdbc:h2:" + folder.resolve("h2")};
        Shell.Result created =
                keystile("", Stream.of(CREATE, h2).flatMap(Arrays::stream).toArray(String[]::new));
        assertThat(created.exitCode()).as(created.err()).isZero();
    }

    @Test
    void whatADriverSaysOfAUrlIsShownToNobody() throws Exception {
        for (String url : List.of(
                "jdbc:postgresql://bob:hunter3@nosuchhost.invalid/db",
                "jdbc:postgresql://h:hunter3/db",
                "jdbc:mariadb://h:hunter3/db")) {
            Shell.Result result = shell("KEYSTILE_DEBUG=1 keystile keys list --store '" + url + "'");
            assertThat(result.exitCode()).as(url).isEqualTo(3);
            assertThat(result.out() + result.err()).doesNotContain("hunter3").contains("keystile: ");
        }
    }

    @Test
    void helpThatCannotBeWrittenIsOneLine() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        shell("keystile --help > /dev/full").assertFailed(3, "could not be written");
    }

    /** The lines of docs/cli.md are run one after the other, in one shell that stops at the first failure. */
    @Test
    void theLinesOfTheGuideRun() throws Exception {
        Shell.Result result = shell("set -eu\n" + guide());

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.out()).contains("granted key=").contains("revoked");
    }

    private static String guide() throws IOException {
        String text = Files.readString(Path.of("../../docs/cli.md"), StandardCharsets.UTF_8);
        Matcher block = Pattern.compile("(?s)```shell\n(.*?)```").matcher(text);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
