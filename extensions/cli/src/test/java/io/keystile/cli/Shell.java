package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs commands with their own environment variables, clock and streams. */
final class Shell {
    private final Map<String, String> variables = new TreeMap<>();
    private InstantSource clock = InstantSource.system();

    /** The exit code and the output of a command. */
    record Result(int exitCode, String out, String err) {
        /** Returns the only line of standard output. */
        String line() {
            assertThat(out).as(err).endsWith("\n").containsOnlyOnce("\n");
            return out.strip();
        }

        /** Requires this exit code, an empty standard output, and one line on standard error with this part. */
        void assertFailed(int code, String part) {
            assertThat(this).returns(code, Result::exitCode).returns("", Result::out);
            assertThat(err)
                    .startsWith("keystile: ")
                    .contains(part)
                    .endsWith("\n")
                    .containsOnlyOnce("\n");
        }
    }

    static Shell on(Path file) {
        return new Shell().with("KEYSTILE_STORE", "file:" + file);
    }

    Shell with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Shell at(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    Result run(String... arguments) {
        return runWith("", arguments);
    }

    /** Runs a command and requires that it succeeds. */
    Result done(String... arguments) {
        Result result = run(arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.DONE);
        return result;
    }

    Result runWith(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int code = Main.run(arguments, new Surroundings(in, new Output(out), new Output(err), variables, clock));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Creates a key on plan free and returns it. The default workspace is acme. */
    String create(String... more) {
        return createOn("free", more);
    }

    String createOn(String plan, String... more) {
        return done(concat(
                        new String[] {"keys", "create", "--env", "live", "--name", "ci", "--plan", plan},
                        Arrays.asList(more).contains("--workspace")
                                ? new String[0]
                                : new String[] {"--workspace", "acme"},
                        more))
                .line();
    }

    private static String[] concat(String[]... parts) {
        return Stream.of(parts).flatMap(Arrays::stream).toArray(String[]::new);
    }

    Result verify(String key, String... more) {
        return runWith(key + "\n", concat(new String[] {"verify"}, more));
    }

    /** Returns the id in a key. */
    static String idOf(String key) {
        int start = key.lastIndexOf('_') + 1;
        return key.substring(start, start + 12);
    }
}
