package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspacesTest {
    @TempDir
    private Path folder;

    @Test
    void aWorkspaceIsCreatedChangedSuspendedAndResumed() {
        Shell shell = Shell.on(folder.resolve("keys.json"));

        assertThat(shell.done("workspaces", "create", "acme", "--plan", "pro", "--ceiling", "flows:*", "--json")
                        .line())
                .isEqualTo("{\"id\":\"acme\",\"plan\":\"pro\",\"limits\":[],\"ceiling\":[\"flows:*\"],"
                        + "\"suspended\":false,\"version\":1}");
        assertThat(shell.done("workspaces", "update", "acme", "--plan", "free", "--json")
                        .line())
                .contains("\"plan\":\"free\"", "\"ceiling\":[\"flows:*\"]", "\"version\":2");
        assertThat(shell.done("workspaces", "update", "acme", "--ceiling", "a", "--ceiling", "b", "--json")
                        .line())
                .contains("\"ceiling\":[\"a\",\"b\"]");
        assertThat(shell.done("workspaces", "suspend", "acme").out()).contains("suspended");
        assertThat(shell.done("workspaces", "resume", "acme").out()).contains("active");
        assertThat(shell.done("workspaces", "list").out()).isEqualTo("""
                ID    PLAN  LIMITS  STATUS  CEILING
                acme  free  -       active  a b
                """);
    }

    @Test
    void aWorkspaceHasLimitsOfItsOwnUntilItGoesBackToThoseOfItsPlan() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        shell.done("workspaces", "create", "acme", "--plan", "enterprise");

        assertThat(shell.done("workspaces", "update", "acme", "--limit", "25000/1m", "--limit", "9/90s", "--json")
                        .line())
                .contains("{\"name\":\"per-minute\",\"permits\":25000,\"window\":\"PT1M\"}")
                .contains("{\"name\":\"per-90s\",\"permits\":9,\"window\":\"PT1M30S\"}");
        assertThat(shell.done("workspaces", "list").out()).contains("25000/60s 9/90s");
        assertThat(shell.done("workspaces", "update", "acme", "--plan-limits", "--json")
                        .line())
                .contains("\"limits\":[]");
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        shell.done("workspaces", "create", "acme", "--plan", "enterprise");

        for (String limit : List.of("25000", "25000/", "x/1m", "0/1m", "5/0s", "5/500ms", "-1/1m")) {
            shell.run("workspaces", "update", "acme", "--limit=" + limit).assertFailed(2, "");
        }
        shell.run("workspaces", "update", "acme", "--limit", "5/1m", "--plan-limits")
                .assertFailed(2, "--limit or --plan-limits");
    }

    @Test
    void whatIsNotThereCannotBeChanged() {
        Shell shell = Shell.on(folder.resolve("keys.json"));
        shell.create();

        shell.run("workspaces", "update", "b", "--plan", "pro").assertFailed(1, "There is no workspace b");
        shell.run("workspaces", "resume", "b").assertFailed(1, "There is no workspace b");
        shell.run("workspaces", "update", "acme", "--plan", "gold").assertFailed(2, "There is no plan \"gold\"");
    }
}
