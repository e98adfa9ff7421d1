package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.store.InMemoryApiKeyStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A workspace with 100,000 keys. The figures that docs/console.md states are printed. */
class ManyKeysTest {
    private static final int KEYS = 100_000;
    private static final InMemoryApiKeyStore STORE = new InMemoryApiKeyStore();
    private static Site site;

    @BeforeAll
    static void fill() {
        site = new Site(STORE, console -> {});
        ApiKeyRecord first = site.first.record();
        for (int i = 0; i < KEYS; i++) {
            Instant created = first.createdAt().minus(Duration.ofMinutes(i));
            STORE.insert(new ApiKeyRecord(
                    new KeyId(String.format("many%08d", i)),
                    1,
                    first.workspace(),
                    first.environment(),
                    first.hash(),
                    first.status(),
                    first.settings().withName("key " + i),
                    created,
                    first.createdBy(),
                    null,
                    first.lineage()));
        }
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"/w/acme/, 100", "/w/acme/?name=nobody, 0", "/w/acme/keys/many00099999/, 1", "/w/acme/new, 1"})
    void aPageTakesBoundedTimeAndMemory(String path, int rows) {
        TestRequest request = TestRequest.get(path).as(TestUsers.MANAGER);
        for (int i = 0; i < 5; i++) {
            site.console.respond(request);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        ConsoleResponse response = site.console.respond(request);
        long millis = (System.nanoTime() - start) / 1_000_000;
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        System.out.printf(
                "%,d keys, %s: %d ms, %,d kB allocated, %,d characters%n",
                KEYS, path, millis, bytes / 1000, response.body().length());

        Document page = Jsoup.parse(response.body());
        assertThat(response.status()).isEqualTo(200);
        assertThat(
                        path.startsWith("/w/acme/keys") || path.endsWith("new")
                                ? page.select("h1").size()
                                : page.select("tbody tr").size())
                .isEqualTo(rows);
        assertThat(response.body().length()).isLessThan(1_000_000);
        assertThat(bytes).isLessThan(50_000_000);
        assertThat(millis).isLessThan(5_000);
    }
}
