package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
                .isEqualTo("{\"id\":\"acme\",\"plan\":\"pro\",\"ceiling\":[\"flows:*\"],"
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
                ID    PLAN  STATUS  CEILING
                acme  free  active  a b
                """);
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
