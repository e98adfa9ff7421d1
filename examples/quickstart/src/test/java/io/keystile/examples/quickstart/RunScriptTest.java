package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code examples/run} with a program in place of Maven that only says its versions and its arguments. */
@DisabledOnOs(OS.WINDOWS)
class RunScriptTest {
    @TempDir
    private Path folder;

    private void maven(String maven, String java) throws IOException {
        Path program = Files.writeString(folder.resolve("mvn"), """
            #!/bin/sh
            if [ "$1" = -v ]; then
              printf '\\033[1mApache Maven %s (abc)\\033[m\\nMaven home: /m\\nJava version: %s, vendor: V\\n'
              exit 0
            fi
            echo "mvn $*"
            """.formatted(maven, java));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, Readme.ROOT.resolve("examples/run").toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":/usr/bin:/bin");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(output.startsWith("Cannot run") ? 1 : 0);
        return output;
    }

    @ParameterizedTest
    @CsvSource({"3.8.7, 17.0.15", "3.9.11, 25", "4.0.0-rc-4, 21.0.2"})
    void exampleIsBuiltAndTheWaitIsAnnounced(String maven, String java) throws Exception {
        maven(maven, java);
        assertThat(run("quickstart").lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Building quickstart; the first time takes some minutes"),
                        line -> assertThat(line)
                                .isEqualTo("mvn -q -pl examples/quickstart -am -DskipStaticChecks compile exec:java"));
    }

    @Test
    void otherArgumentsAreThoseOfTheProgram() throws Exception {
        maven("3.9.11", "17");
        assertThat(run("quickstart", "--demo"))
                .endsWith(
                        "mvn -q -pl examples/quickstart -am -DskipStaticChecks compile exec:java -Dexec.args=--demo\n");
    }

    @ParameterizedTest
    @CsvSource({"3.6.3, 17.0.15, Maven 3.6", "3.8.7, 11.0.2, JDK 17 or newer", "3.9.9, 1.8.0_392, JDK 17 or newer"})
    void oldToolIsNamedInOneLine(String maven, String java, String part) throws Exception {
        maven(maven, java);
        assertThat(run("quickstart"))
                .startsWith("Cannot run quickstart: ")
                .contains(part)
                .endsWith("\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void unknownExampleIsNamedInOneLine() throws Exception {
        maven("3.8.7", "17");
        assertThat(run("nothing"))
                .startsWith("Cannot run nothing: there is no such example")
                .containsOnlyOnce("\n");
    }
}
