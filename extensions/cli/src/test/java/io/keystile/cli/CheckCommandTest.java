package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of plans on the command line. */
class CheckCommandTest {
    @TempDir
    private Path folder;

    private Shell shell = new Shell();
    private String plans = "";

    @BeforeEach
    void writePlans() throws Exception {
        shell = Shell.on(folder.resolve("keys.json"));
        plans = Files.writeString(folder.resolve("plans.json"), """
                        [{"name": "free", "limits": [{"name": "per-minute", "permits": 100, "window": "PT1M"}],
                          "policy": {"longestLife": "P30D", "mostLiveKeys": 1}}]
                        """).toString();
    }

    @Test
    void keysThatBreakAPolicyAreListed() throws Exception {
        String endless = Shell.idOf(shell.create());
        String bounded = Shell.idOf(shell.create("--expires-in", "30d"));

        Shell.Result found = shell.run("keys", "check", "--plans", plans);
        assertThat(found.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(found.out())
                .containsPattern(endless + ".*it never expires")
                .containsPattern(bounded + ".*more than 1 live keys")
                .doesNotContainPattern(bounded + ".*expires");
        var json = Jsons.parse(
                shell.run("keys", "check", "--json", "--plans", plans).out());
        assertThat(json).hasSize(2);
        assertThat(json.get(0).get("id").textValue()).isEqualTo(endless);

        assertThat(shell.done("keys", "check", "--json").line()).isEqualTo("[]");
    }

    @Test
    void commandsFollowThePolicy() {
        shell.run(
                        "keys",
                        "create",
                        "--workspace",
                        "acme",
                        "--env",
                        "live",
                        "--plan",
                        "free",
                        "--name",
                        "a",
                        "--plans",
                        plans)
                .assertFailed(2, "it never expires");
        String id = Shell.idOf(shell.create("--plans", plans, "--expires-in", "30d"));
        shell.run(
                        "keys",
                        "create",
                        "--workspace",
                        "acme",
                        "--env",
                        "live",
                        "--plan",
                        "free",
                        "--name",
                        "a",
                        "--expires-in",
                        "1d",
                        "--plans",
                        plans)
                .assertFailed(1, "may have 1 live keys");
        shell.run("keys", "update", id, "--never-expires", "--plans", plans).assertFailed(2, "it never expires");
        shell.done("keys", "rotate", id, "--overlap", "1h", "--plans", plans);
    }
}
