package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.KeyQuery;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartStopTest {
    @Test
    void accessLogAndLastUsesAreWrittenEvenIfTheServerFailsToStop(@TempDir Path data) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Quickstart quickstart = Quickstart.start(
                Settings.of(Map.of("PORT", "0", "KEYSTILE_DATA", data.toString())),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
        String key = printed.toString(StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElseThrow()
                .replace("free\t", "");
        assertThat(statusOf(quickstart.uri() + "/flows/f1/execute", key)).isEqualTo(200);
        Stuck stuck = new Stuck();
        stuck.start();
        quickstart.server.addBean(stuck, true);

        assertThatThrownBy(quickstart::stop).hasMessage("stuck");

        assertThat(Files.readAllLines(data.resolve("access.log"))).hasSize(1);
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(data.resolve("keys.json"))) {
            List<KeyId> ids =
                    store.list(KeyQuery.ofAll()).stream().map(ApiKeyRecord::id).toList();
            assertThat(store.lastUses(ids)).hasSize(1);
        }
    }

    private static int statusOf(String uri, String key) throws Exception {
        HttpRequest call = HttpRequest.newBuilder(URI.create(uri))
                .header("X-API-Key", key)
                .POST(RunningQuickstart.json())
                .build();
        return HttpClient.newHttpClient()
                .send(call, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A component of the server that fails to stop. */
    private static final class Stuck extends AbstractLifeCycle {
        @Override
        protected void doStop() {
            throw new IllegalStateException("stuck");
        }
    }
}
