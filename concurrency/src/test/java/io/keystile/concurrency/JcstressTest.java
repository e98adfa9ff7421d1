package io.keystile.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Runs the jcstress tests of this module in processes of their own, with threads that really run at the same time and
 * code that is really reordered. The short form has one process for each test and is over in seconds.
 */
class JcstressTest {
    private static final List<String> SHORT = List.of(
            "-f", "1", "-iters", "1", "-time", "200", "-sc", "false", "-af", "NONE", "-jvmArgs", "-XX:+UseSerialGC");

    /** Every combination of compilers and options that jcstress knows: minutes. */
    private static final List<String> LONG = List.of("-m", "default");

    private static final int MAX_MINUTES = 60;

    @Test
    void noForbiddenOutcomeIsSeen() throws Exception {
        Path folder = Path.of("target", "jcstress");
        Files.createDirectories(folder);
        Path output = folder.resolve("output.txt");

        Process process = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(MAX_MINUTES, TimeUnit.MINUTES);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        assertThat(Files.readString(output))
                .contains("Failed tests: No matches", "Error tests: No matches")
                .doesNotContain("No matching tests");
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-hs",
                "128"));
        command.addAll(Interleavings.STRESS ? LONG : SHORT);
        return command;
    }
}
