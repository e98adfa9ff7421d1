package io.keystile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.RecordsDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {
    @TempDir
    private Path folder;

    private Shell shell = new Shell();

    @BeforeEach
    void newStore() {
        shell = Shell.on(folder.resolve("keys.json"));
    }

    private List<String> ids(String... arguments) throws Exception {
        return Jsons.parse(shell.done(arguments).out()).findValuesAsText("id");
    }

    @Test
    void filtersHoldTogether() throws Exception {
        String ci = Shell.idOf(shell.create());
        String dev = Shell.idOf(
                shell.done("keys", "create", "--workspace", "b", "--env", "dev", "--plan", "free", "--name", "dev box")
                        .line());
        shell.done("keys", "disable", ci);

        assertThat(ids("keys", "list", "--json")).containsExactly(ci, dev);
        assertThat(ids("keys", "list", "--json", "--workspace", "b")).containsExactly(dev);
        assertThat(ids("keys", "list", "--json", "--env", "live")).containsExactly(ci);
        assertThat(ids("keys", "list", "--json", "--status", "disabled")).containsExactly(ci);
        assertThat(ids("keys", "list", "--json", "--name", "dev")).containsExactly(dev);
        assertThat(ids("keys", "list", "--json", "--name", "dev", "--env", "live"))
                .isEmpty();
    }

    @Test
    void keysAreListedByOwnerAndTag() throws Exception {
        String both = Shell.idOf(shell.create("--owner", "payments", "--tag", "batch"));
        String owned = Shell.idOf(shell.create("--owner", "payments"));
        String tagged = Shell.idOf(shell.create("--tag", "batch", "--tag", "eu"));

        assertThat(ids("keys", "list", "--json", "--owner", "payments")).containsExactlyInAnyOrder(both, owned);
        assertThat(ids("keys", "list", "--json", "--tag", "batch")).containsExactlyInAnyOrder(both, tagged);
        assertThat(ids("keys", "list", "--json", "--owner", "payments", "--tag", "batch"))
                .containsExactly(both);
        assertThat(ids("keys", "list", "--json", "--owner", "pay")).isEmpty();
    }

    @Test
    void unusedKeysAreListedOnceTheyAreOlderThanTheTime() throws Exception {
        String id = Shell.idOf(shell.create());

        assertThat(ids("keys", "list", "--json", "--unused-for", "90d")).isEmpty();
        shell.at(InstantSource.fixed(Instant.now().plus(Duration.ofDays(91))));
        assertThat(ids("keys", "list", "--json", "--unused-for", "90d")).containsExactly(id);
        shell.run("keys", "list", "--unused-for", "long").assertFailed(2, "--unused-for takes a time");
    }

    @Test
    void newestFirstReversesTheOrder() throws Exception {
        Instant now = Instant.now();
        shell.at(InstantSource.fixed(now));
        String older = Shell.idOf(shell.create());
        shell.at(InstantSource.fixed(now.plusSeconds(60)));
        String newer = Shell.idOf(shell.create());

        assertThat(ids("keys", "list", "--json")).containsExactly(older, newer);
        assertThat(ids("keys", "list", "--json", "--newest-first")).containsExactly(newer, older);
        assertThat(ids("keys", "list", "--json", "--newest-first", "--limit", "1"))
                .containsExactly(newer);
    }

    @Test
    void anExpiredKeyIsExpiredAndNotActive() throws Exception {
        String id = Shell.idOf(shell.create("--expires-in", "1h"));

        shell.at(InstantSource.fixed(Instant.now().plusSeconds(7_200)));

        assertThat(ids("keys", "list", "--json", "--status", "expired")).containsExactly(id);
        assertThat(ids("keys", "list", "--json", "--status", "active")).isEmpty();
        assertThat(shell.done("keys", "show", id, "--json").out()).contains("\"status\":\"expired\"");
    }

    @Test
    void itPagesThroughEverythingAndStopsAtTheLimit() throws Exception {
        byte[] many = document(1_203).toJson();
        shell.runWith(new String(many, StandardCharsets.UTF_8), "keys", "import", "-");

        assertThat(ids("keys", "list", "--json")).hasSize(1_203).doesNotHaveDuplicates();
        assertThat(ids("keys", "list", "--json", "--limit", "1100")).hasSize(1_100);
        assertThat(ids("keys", "list", "--json", "--limit", "1000")).hasSize(1_000);
        assertThat(shell.done("keys", "list", "--limit", "2").out().lines()).hasSize(3);
    }

    private static RecordsDocument document(int keys) {
        SecureRandom random = new SecureRandom();
        return new RecordsDocument(
                List.of(WorkspaceRecord.of("acme", "free")),
                IntStream.range(0, keys).mapToObj(i -> record(i, random)).toList());
    }

    private static ApiKeyRecord record(int number, SecureRandom random) {
        PresentedKey key = ApiKeyFormat.ofBrand("pk").generate("live", random);
        return ApiKeyRecord.issued(
                key,
                SecretHasher.sha256().hash(key),
                "acme",
                ApiKeySettings.named("key " + number),
                Instant.EPOCH.plusSeconds(number),
                "test",
                Lineage.NONE);
    }

    @Test
    void anEmptyListIsAnEmptyArray() throws Exception {
        shell.done("workspaces", "create", "acme", "--plan", "free");

        assertThat(shell.done("keys", "list", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void ownLimitsAreShownAsTheyAreImported() throws Exception {
        String id = Shell.idOf(shell.create());
        String limits = "[{\"name\":\"per-minute\",\"permits\":5,\"window\":\"PT1M\"}]";
        String stored = shell.done("keys", "export").out();
        String limited = stored.replace("\"permissions\":", "\"limits\":" + limits + ",\"permissions\":");
        String store = "file:" + Files.writeString(folder.resolve("limited.json"), limited);

        assertThat(limited).isNotEqualTo(stored);
        assertThat(shell.done("keys", "show", id, "--json", "--store", store).out())
                .contains("\"limits\":" + limits);
        assertThat(shell.done("keys", "show", id, "--store", store).out()).containsPattern("own limits +\\Q" + limits);
    }

    @Test
    void oneKeyHasAllPropertiesAndNoHash() throws Exception {
        String id = Shell.idOf(shell.create("--permission", "flows:*"));
        String stored = shell.done("keys", "export").out();
        String hash = stored.replaceFirst("(?s).*\\$sha256\\$([A-Za-z0-9+/]{43}).*", "$1");

        Shell.Result shown = shell.done("keys", "show", id, "--json");

        assertThat(Jsons.parse(shown.line()).fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "status",
                        "name",
                        "workspace",
                        "environment",
                        "plan",
                        "limits",
                        "permissions",
                        "allowlist",
                        "metadata",
                        "owner",
                        "tags",
                        "services",
                        "expiresAt",
                        "createdAt",
                        "createdBy",
                        "version",
                        "revocationReason",
                        "predecessor",
                        "successor",
                        "endsAt",
                        "lastUsedAt",
                        "lastUsedFrom",
                        "hashScheme");
        assertThat(hash).hasSize(43);
        assertThat(shown.out()
                        + shell.done("keys", "show", id).out()
                        + shell.done("keys", "list").out())
                .doesNotContain(hash);
    }

    @Test
    void aStatusOrALimitThatThereIsNotIsWrongUse() {
        shell.create();

        shell.run("keys", "list", "--status", "gone").assertFailed(2, "--status");
        shell.run("keys", "list", "--limit", "0").assertFailed(2, "--limit must be 1 or more");
        shell.run("keys", "list", "--env", "LIVE").assertFailed(2, "environment");
    }
}
