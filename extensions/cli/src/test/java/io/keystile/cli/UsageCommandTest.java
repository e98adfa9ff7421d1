package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.net.IpAddress;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.LastUse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theMostRecentComesFirstAndWhatWasNeverUsedLast() throws Exception {
        Path file = folder.resolve("keys.json");
        Shell shell = Shell.on(file);
        String never = Shell.idOf(shell.create());
        String earlier = Shell.idOf(shell.create());
        String later = Shell.idOf(shell.create());
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            store.touch(Map.of(
                    new KeyId(earlier), new LastUse(Instant.parse("2026-11-01T08:00:00Z"), null),
                    new KeyId(later),
                            new LastUse(Instant.parse("2026-11-02T08:00:00Z"), IpAddress.parse("203.0.113.7"))));
        }

        var json = Jsons.parse(shell.done("usage", "--json").out());

        assertThat(json.findValuesAsText("id")).containsExactly(later, earlier, never);
        assertThat(json.get(0).get("lastUsedAt").textValue()).isEqualTo("2026-11-02T08:00:00Z");
        assertThat(json.get(0).get("lastUsedFrom").textValue()).isEqualTo("203.0.113.7");
        assertThat(json.get(2).get("lastUsedAt").isNull()).isTrue();
        assertThat(shell.done("usage").out().lines().skip(1).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("2026-11-02T08:00:00Z  203.0.113.7  " + later));
        assertThat(shell.done("keys", "show", later).out()).contains("203.0.113.7");
    }
}
