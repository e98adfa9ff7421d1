package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.redis.JedisRedis;
import io.keystile.redis.RedisChangeFeed;
import io.keystile.store.StoreChange;
import io.keystile.testkit.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherNodesTest {
    private static final RedisProcess SERVER = RedisProcess.start("--requirepass", "hunter3");
    private static final String NOBODY = "redis://:hunter3@127.0.0.1:1";

    @TempDir
    private Path folder;

    private Path file;
    private Shell shell;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String uri() {
        return "redis://:hunter3@127.0.0.1:" + SERVER.port();
    }

    @BeforeEach
    void open() {
        file = folder.resolve("keys.json");
        shell = Shell.on(file);
    }

    private static List<StoreChange> receive(RedisChangeFeed feed) {
        List<StoreChange> changes = new ArrayList<>();
        feed.receive(changes::add);
        return changes;
    }

    @Test
    void runningNodesAreToldOfEachChange() {
        String id = Shell.idOf(shell.create());
        try (JedisRedis redis = JedisRedis.connect(uri())) {
            RedisChangeFeed node = RedisChangeFeed.over(redis, redis);
            assertThat(receive(node)).containsExactly(new StoreChange.OfAnything());
            shell.with("KEYSTILE_REDIS", uri());

            Shell.Result revoked = shell.done("keys", "revoke", id, "--reason", "leaked");
            assertThat(revoked.err()).isEmpty();
            assertThat(receive(node)).containsExactly(new StoreChange.OfKey(new KeyId(id)));

            shell.done("workspaces", "suspend", "acme");
            assertThat(receive(node)).containsExactly(new StoreChange.OfWorkspace("acme"));
        }
    }

    @Test
    void changeStandsWhenNobodyCanBeTold() {
        String key = shell.create();
        String id = Shell.idOf(key);
        shell.with("KEYSTILE_REDIS", NOBODY);

        Shell.Result revoked = shell.run("keys", "revoke", id, "--reason", "leaked");

        assertThat(revoked.exitCode()).isEqualTo(ExitCode.NOT_TOLD);
        assertThat(revoked.out()).contains(id, "revoked");
        assertThat(revoked.err())
                .startsWith("keystile: The change is made, but the running nodes were not told of it;")
                .contains("KEYSTILE_REDIS: Failed to connect to")
                .containsOnlyOnce("\n")
                .doesNotContain("hunter3");
        assertThat(shell.verify(key).out()).isEqualTo("denied KEY_REVOKED\n");
    }

    @Test
    void newKeyIsPrintedWhenNobodyCanBeTold() {
        shell.with("KEYSTILE_REDIS", NOBODY);

        Shell.Result created =
                shell.run("keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci");

        assertThat(created.exitCode()).isEqualTo(ExitCode.NOT_TOLD);
        assertThat(shell.verify(created.line()).exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void commandsWithoutAChangeTellNobody() {
        String key = shell.create();
        shell.with("KEYSTILE_REDIS", NOBODY);

        shell.done("keys", "list");
        assertThat(shell.verify(key).exitCode()).isEqualTo(ExitCode.DONE);
        shell.run("keys", "revoke", "nosuchkey", "--reason", "x").assertFailed(ExitCode.REFUSED, "no key nosuchkey");
    }

    @Test
    void wrongPasswordIsSaidWithoutIt() {
        String id = Shell.idOf(shell.create());
        shell.with("KEYSTILE_REDIS", "redis://:hunter4@127.0.0.1:" + SERVER.port())
                .with("KEYSTILE_DEBUG", "1");

        Shell.Result result = shell.run("keys", "disable", id);

        assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_TOLD);
        assertThat(result.err()).contains("WRONGPASS").doesNotContain("hunter4");
    }

    @Test
    void malformedUriChangesNothing() {
        shell.with("KEYSTILE_REDIS", "localhost:6379:hunter3");

        shell.run("keys", "create", "--workspace", "acme", "--env", "live", "--plan", "free", "--name", "ci")
                .assertFailed(ExitCode.WRONG_USE, "KEYSTILE_REDIS is malformed: the URI of a Redis server is redis://");
        assertThat(Files.exists(file)).isFalse();
    }
}
