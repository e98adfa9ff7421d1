package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    static List<List<String>> commands() {
        Surroundings nothing = new Surroundings(
                InputStream.nullInputStream(),
                new Output(OutputStream.nullOutputStream()),
                new Output(OutputStream.nullOutputStream()),
                Map.of(),
                InstantSource.system());
        List<List<String>> found = new ArrayList<>();
        collect(CommandTree.of(nothing, new Failures(nothing)), List.of(), found);
        assertThat(found).hasSizeGreaterThan(20);
        return found;
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> found) {
        found.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, found);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfWithAnExampleAndTheExitCodes(List<String> path) {
        List<String> arguments = new ArrayList<>(path);
        arguments.add("--help");

        Shell.Result result = new Shell().done(arguments.toArray(String[]::new));

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Usage: "
                        + String.join(" ", "keystile", String.join(" ", path)).strip())
                .contains("Example", "keystile ", "Exit codes:", "KEYSTILE_STORE")
                .doesNotContain("$$", "%n");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    }
}
