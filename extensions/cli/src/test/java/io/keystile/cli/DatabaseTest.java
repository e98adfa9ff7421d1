package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the commands on PostgreSQL and H2. */
class DatabaseTest {
    private static final String PASSWORD = "hunter2-of-the-test";

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private static Shell shell(String database) {
        return new Shell()
                .with("KEYSTILE_STORE", "jdbc:postgresql://localhost:" + server.getPort() + "/" + database)
                .with("KEYSTILE_DB_USER", "postgres")
                .with("KEYSTILE_DB_PASSWORD", PASSWORD);
    }

    @Test
    void keysLiveInADatabaseAsTheyDoInAFile(@TempDir Path folder) {
        Shell shell = shell("postgres");
        shell.done("schema", "create");
        shell.done("schema", "create");

        String key = shell.create("--permission", "flows:execute");
        assertThat(shell.verify(key, "--permission", "flows:execute").exitCode())
                .isZero();
        String next =
                shell.done("keys", "rotate", Shell.idOf(key), "--overlap", "1h").line();
        shell.done("keys", "revoke", Shell.idOf(key), "--reason", "leaked");
        assertThat(shell.verify(key).line()).isEqualTo("denied KEY_REVOKED");
        assertThat(shell.done("keys", "list", "--status", "active").out()).contains(Shell.idOf(next));
        assertThat(shell.done("usage").out()).contains(Shell.idOf(next));

        Shell file = Shell.on(folder.resolve("keys.json"));
        file.runWith(shell.done("keys", "export").out(), "keys", "import", "-");
        assertThat(file.verify(next).exitCode()).isZero();
        assertThat(file.verify(key).line()).isEqualTo("denied KEY_REVOKED");
    }

    @Test
    void theFirstKeyMakesTheTables(@TempDir Path folder) {
        Shell shell = new Shell().with("KEYSTILE_STORE", "jdbc:h2:" + folder.resolve("keys"));
        shell.run("keys", "list").assertFailed(3, "\"schema create\" creates missing tables");
        String key = shell.create();
        assertThat(shell.verify(key).exitCode()).isZero();
        assertThat(shell.done("keys", "list").out()).contains(Shell.idOf(key));
    }

    @Test
    void whatIsWrongWithTheDatabaseIsSaidWithoutTheLogin() {
        shell("template1").run("keys", "list").assertFailed(3, "\"schema create\" creates missing tables");
        Shell.Result stranger =
                shell("postgres").with("KEYSTILE_DB_USER", "nobody").run("keys", "list");
        stranger.assertFailed(3, "check KEYSTILE_DB_USER and KEYSTILE_DB_PASSWORD");
        Shell.Result gone = new Shell()
                .with("KEYSTILE_STORE", "jdbc:postgresql://localhost:1/keys?user=me&password=" + PASSWORD)
                .run("keys", "list");
        gone.assertFailed(3, "check that the database is up and can be reached");

        assertThat(stranger.err() + gone.err()).doesNotContain(PASSWORD);
    }

    @Test
    void passwordInTheUrlIsNotRepeatedForDebuggingEither() {
        for (String url : new String[] {
            "jdbc:postgresql://u:" + PASSWORD + "@localhost:" + server.getPort() + "/postgres",
            "jdbc:postgresql://u:" + PASSWORD + "@localhost/postgres",
            "jdbc:mariadb://u:" + PASSWORD + "@localhost:1/keys",
            "jdbc:h2:tcp://u:" + PASSWORD + "@localhost:1/keys"
        }) {
            for (String[] command : new String[][] {{"keys", "list"}, {"schema", "create"}}) {
                Shell.Result result = new Shell()
                        .with("KEYSTILE_STORE", url)
                        .with("KEYSTILE_DEBUG", "1")
                        .run(command);
                assertThat(result.exitCode()).as(url).isEqualTo(3);
                assertThat(result.err())
                        .as(url)
                        .contains("No connection to the database is available", "\tat ")
                        .doesNotContain(PASSWORD);
            }
        }
    }

    @Test
    void lockedDatabaseAndRefusedConnectionAreSaidWithTheRemedy(@TempDir Path folder) throws Exception {
        String file = folder.resolve("keys").toString();
        Shell shell = new Shell().with("KEYSTILE_STORE", "jdbc:h2:" + file);
        try (var holder = java.sql.DriverManager.getConnection("jdbc:h2:retry:" + file)) {
            assertThat(holder.isValid(1)).isTrue();
            shell.run("keys", "list").assertFailed(3, "another process has this H2 database open: end it");
        }
        new Shell()
                .with("KEYSTILE_STORE", "jdbc:postgresql://localhost:1/keys")
                .run("schema", "create")
                .assertFailed(3, "check that the database is up and can be reached");
    }

    @Test
    void aDatabaseWithoutADriverIsWrongUse() {
        new Shell()
                .run("keys", "list", "--store", "jdbc:oracle:thin:me/" + PASSWORD + "@db")
                .assertFailed(2, "A store is file:PATH, jdbc:postgresql:");
        new Shell().run("schema", "create", "--store", "file:x").assertFailed(2, "A file needs no tables");
    }
}
