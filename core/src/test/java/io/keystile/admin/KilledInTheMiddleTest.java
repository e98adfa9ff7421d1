package io.keystile.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.KeyQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed in the middle of issuing, rotating and revoking keys in a file, again and again: twelve times in
 * each build, and as often as {@code -Dkeystile.kills} says.
 */
class KilledInTheMiddleTest {
    private static final int KILLS = Integer.getInteger("keystile.kills", 12);

    /** Then a new file is begun, because each change writes all of it. */
    private static final int KILLS_TO_A_FILE = 25;

    /** Less than that only says that the line had been read before. */
    private static final long SHORTEST_CHANGE_NANOS = 1_000_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** How long a change takes, as far as known; the first one of a process takes much longer. */
    private long changeNanos = 5_000_000;

    @TempDir
    Path folder;

    @Test
    void theStoreHasTheOldStateOrTheNewOneAndAllThatWasAcknowledged() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            Path file = folder.resolve("keys-" + kill / KILLS_TO_A_FILE + ".json");
            if (kill % KILLS_TO_A_FILE == 0) {
                try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
                    store.insert(WorkspaceRecord.of("acme", "free"));
                }
            }
            Map<KeyId, ApiKeyRecord> before = read(file);
            List<String> acknowledged = runAndKill(file);
            String when = "kill " + kill + " of seed " + seed;
            Map<KeyId, ApiKeyRecord> after = read(file);
            assertConsistent(before, after, acknowledged, when);
            assertEveryChangeHasItsEntry(file, after, when);
        }
    }

    private static Map<KeyId, ApiKeyRecord> read(Path file) {
        Map<KeyId, ApiKeyRecord> keys = new HashMap<>();
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            store.list(KeyQuery.ofAll()).forEach(key -> keys.put(key.id(), key));
        }
        return keys;
    }

    /** Returns the changes that the process has told of before it was killed, at a random moment. */
    private List<String> runAndKill(Path file) throws IOException, InterruptedException {
        Process process = KillableProcess.start(file);
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            for (int wanted = 1 + random.nextInt(6); lines.size() < wanted; ) {
                long start = System.nanoTime();
                lines.add(out.readLine());
                changeNanos =
                        lines.size() == 1 ? changeNanos : Math.max(SHORTEST_CHANGE_NANOS, System.nanoTime() - start);
            }
            long until = System.nanoTime() + random.nextLong(2 * changeNanos);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            // Through its handle, because Process itself would close the stream that holds the last lines.
            process.toHandle().destroyForcibly();
            out.lines().forEach(lines::add);
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    /** Each change makes a version of a key, so a key has as many entries as versions. */
    private static void assertEveryChangeHasItsEntry(Path file, Map<KeyId, ApiKeyRecord> keys, String when) {
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            AuditStore audit = store.audit().orElseThrow();
            long versions =
                    keys.values().stream().mapToLong(ApiKeyRecord::version).sum();
            assertThat(audit.findChain("acme").map(AuditChain::last).orElse(0L))
                    .as(when)
                    .isEqualTo(versions);
            keys.values()
                    .forEach(key -> assertThat(audit.list(AuditQuery.ofKey(key.id())))
                            .as(when)
                            .hasSize((int) key.version()));
            assertThat(audit.verify(List.of()).faults()).as(when).isEmpty();
        }
    }

    private static void assertConsistent(
            Map<KeyId, ApiKeyRecord> before, Map<KeyId, ApiKeyRecord> after, List<String> acknowledged, String when) {
        int issued = 0;
        for (String line : acknowledged) {
            String[] words = line.split(" ", -1);
            ApiKeyRecord key = after.get(new KeyId(words[1]));
            assertThat(key).as("%s: %s", when, line).isNotNull();
            switch (words[0]) {
                case "issued" -> issued++;
                case "rotated" -> {
                    issued++;
                    assertThat(key.lineage().successor()).as(when).isEqualTo(new KeyId(words[2]));
                }
                default -> assertThat(key.status()).as(when).isEqualTo(KeyStatus.REVOKED);
            }
        }
        before.forEach((id, key) -> assertThat(after.get(id)).as(when).isEqualTo(key));
        // One more may have been made, and not been told of.
        assertThat(after.size() - before.size()).as(when).isBetween(issued, issued + 1);
        after.values().forEach(key -> assertNotHalfRotated(key, after, when));
    }

    private static void assertNotHalfRotated(ApiKeyRecord key, Map<KeyId, ApiKeyRecord> keys, String when) {
        KeyId predecessor = key.lineage().predecessor();
        if (predecessor != null) {
            assertThat(lineageOf(keys.get(predecessor)).successor()).as(when).isEqualTo(key.id());
        }
        KeyId successor = key.lineage().successor();
        if (successor != null) {
            assertThat(lineageOf(keys.get(successor)).predecessor()).as(when).isEqualTo(key.id());
        }
    }

    private static Lineage lineageOf(@Nullable ApiKeyRecord key) {
        return key == null ? Lineage.NONE : key.lineage();
    }
}
