package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests commands while a server in another process uses the same key file. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class QuickstartTest {
    /** The documentation promises one second; a busy machine needs more. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_CALLS = Duration.ofMillis(20);

    @TempDir
    private Path data;

    @Test
    void aRunningServerObeysWhatIsDoneHereWithinASecond() throws Exception {
        try (QuickstartProcess server = QuickstartProcess.start(data)) {
            Shell shell = Shell.on(data.resolve("keys.json"));
            String key = server.key("pro");
            String id = Shell.idOf(key);
            assertThat(statusOf(server, key)).isEqualTo(200);

            shell.done("keys", "disable", id);
            assertComesTo(401, server, key);
            shell.done("keys", "enable", id);
            assertComesTo(200, server, key);

            String next = shell.done("keys", "rotate", id, "--overlap", "1h").line();
            assertComesTo(200, server, next);
            assertThat(statusOf(server, key)).isEqualTo(200);

            shell.done("keys", "revoke", id, "--reason", "replaced");
            assertComesTo(401, server, key);
            assertThat(statusOf(server, next)).isEqualTo(200);
        }
    }

    private void assertComesTo(int status, QuickstartProcess server, String key) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int last = statusOf(server, key);
        while (last != status && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_CALLS.toNanos());
            last = statusOf(server, key);
        }
        assertThat(last).isEqualTo(status);
    }

    private int statusOf(QuickstartProcess server, String key) throws Exception {
        URI flow = URI.create(server.uri() + "/flows/f1/execute");
        HttpURLConnection call = (HttpURLConnection) flow.toURL().openConnection();
        call.setRequestProperty("Authorization", "Bearer " + key);
        call.setDoOutput(true);
        call.getOutputStream().write('{');
        call.getOutputStream().write('}');
        int status = call.getResponseCode();
        call.disconnect();
        return status;
    }
}
