package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several writers on one file: threads, store objects, processes, and processes that are killed. */
@Timeout(60)
class SharedFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void createWorkspace() {
        file = folder.resolve("keys.json");
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            store.insert(Samples.workspace("acme"));
        }
    }

    /** Makes the file so large that reading and writing it takes a while. */
    private void fillFile() throws IOException {
        Records records = RecordsJson.read(Files.readAllBytes(file));
        numbered("filler", 100).forEach(id -> Samples.insert(records, Samples.key(id, "acme")));
        Files.write(file, RecordsJson.write(records));
    }

    private Set<String> ids() {
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            return store.list(KeyQuery.ofWorkspace("acme")).stream()
                    .map(key -> key.id().value())
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    }

    private static void runAtOnce(List<Callable<?>> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(task)));
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void twoStoresAndSeveralThreadsLoseNoInsert() throws InterruptedException, ExecutionException {
        try (JsonFileApiKeyStore one = JsonFileApiKeyStore.open(file);
                JsonFileApiKeyStore other = JsonFileApiKeyStore.open(file)) {
            List<Callable<?>> tasks = new ArrayList<>();
            for (String prefix : List.of("a", "b", "c", "d")) {
                JsonFileApiKeyStore store = tasks.size() % 2 == 0 ? one : other;
                tasks.add(() -> {
                    numbered(prefix, 10).forEach(id -> store.insert(Samples.key(id, "acme")));
                    return null;
                });
            }
            runAtOnce(tasks);
        }
        Set<String> expected = Stream.of("a", "b", "c", "d")
                .flatMap(prefix -> numbered(prefix, 10).stream())
                .collect(Collectors.toSet());
        assertThat(ids()).isEqualTo(expected);
    }

    @Test
    void readersNeverSeeAVersionGoBackWhileStoresWriteAndPoll()
            throws IOException, InterruptedException, ExecutionException {
        fillFile();
        KeyId id = new KeyId("k");
        AtomicBoolean done = new AtomicBoolean();
        try (JsonFileApiKeyStore one = JsonFileApiKeyStore.open(file);
                JsonFileApiKeyStore other = JsonFileApiKeyStore.open(file)) {
            one.insert(Samples.key("k", "acme"));
            other.poll();
            Callable<?> oneWrites = () -> renameOften(one, id, 8);
            Callable<?> otherWrites = () -> renameOften(other, id, 8);
            Callable<?> bothWrite = () -> {
                try {
                    runAtOnce(List.of(oneWrites, otherWrites));
                } finally {
                    done.set(true);
                }
                return null;
            };
            Callable<?> polls = () -> {
                while (!done.get()) {
                    one.poll();
                    other.poll();
                }
                return null;
            };
            runAtOnce(List.of(
                    bothWrite, polls, () -> watchVersions(one, id, done), () -> watchVersions(other, id, done)));
            one.poll();
            other.poll();
            assertThat(version(one, id)).isEqualTo(17).isEqualTo(version(other, id));
        }
    }

    private static long version(ApiKeyStore store, KeyId id) {
        return store.find(id).orElseThrow().key().version();
    }

    private static int renameOften(ApiKeyStore store, KeyId id, int times) {
        int renamed = 0;
        while (renamed < times) {
            ApiKeyRecord current = store.find(id).orElseThrow().key();
            if (store.replace(Samples.renamed(current, "name " + renamed))) {
                renamed++;
            }
        }
        return renamed;
    }

    private static long watchVersions(ApiKeyStore store, KeyId id, AtomicBoolean done) {
        long last = 0;
        while (!done.get()) {
            long now = version(store, id);
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        return last;
    }

    @Test
    void twoProcessesLoseNoInsert() throws IOException, InterruptedException {
        Process one = WriterProcess.start(file, "acme", "a", 25);
        Process other = WriterProcess.start(file, "acme", "b", 25);
        for (Process process : List.of(one, other)) {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(ids())
                .containsAll(numbered("a", 25))
                .containsAll(numbered("b", 25))
                .hasSize(50);
    }

    @Test
    void twoStoresLoseNoLastUse() {
        try (JsonFileApiKeyStore one = JsonFileApiKeyStore.open(file);
                JsonFileApiKeyStore other = JsonFileApiKeyStore.open(file)) {
            one.insert(Samples.key("a", "acme"));
            one.insert(Samples.key("b", "acme"));
            other.poll();
            LastUse use = new LastUse(Samples.NOW, null);
            one.touch(Map.of(new KeyId("a"), use));
            other.touch(Map.of(new KeyId("b"), use));
            one.poll();
            assertThat(one.lastUses(List.of(new KeyId("a"), new KeyId("b"))))
                    .hasSize(2)
                    .isEqualTo(other.lastUses(List.of(new KeyId("a"), new KeyId("b"))));
        }
    }

    /** Returns as soon as a write can be seen to have begun. */
    private void awaitNextWrite() throws IOException {
        Path temporary = file.resolveSibling("keys.json.tmp");
        FileStamp before = FileStamp.of(file);
        while (before.equals(FileStamp.of(file)) && Files.notExists(temporary)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void killedProcessLosesNoAcknowledgedKeyAndLeavesAFileThatOpens() throws IOException, InterruptedException {
        fillFile();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            Process process = WriterProcess.start(file, "acme", "r" + round + "-", 10_000);
            try (BufferedReader lines = process.inputReader()) {
                acknowledged.add(lines.readLine());
                awaitNextWrite();
                // Through its handle, because Process itself would close the stream that holds the last ids.
                process.toHandle().destroyForcibly();
                lines.lines().forEach(acknowledged::add);
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ids()).containsAll(acknowledged);
        }
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            store.insert(Samples.key("after", "acme"));
        }
        assertThat(file.resolveSibling("keys.json.tmp")).doesNotExist();
    }
}
