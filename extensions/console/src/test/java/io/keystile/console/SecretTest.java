package io.keystile.console;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreWrite;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The plaintext of a key is in one response, and nowhere else. */
class SecretTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Site site = new Site();

    @BeforeEach
    void listen() {
        root.setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        root.setLevel(Level.OFF);
        site.close();
    }

    @Test
    void theKeyIsInTheResponseToItsFormOnly() {
        TestRequest form = issue("abcdefghijklmnopqrstuv", "canary");
        ConsoleResponse issued = site.console.respond(form.as(TestUsers.MANAGER));
        Document page = Jsoup.parse(issued.body());
        String key = page.expectFirst("#key").attr("value");
        String secret = secretOf(key);

        assertThat(issued.status()).isEqualTo(200);
        assertThat(key).startsWith("pk_live_").hasSize(58);
        assertThat(issued.body().split(secret, -1)).hasSize(2);
        assertThat(issued.headers().toString()).doesNotContain(secret);
        assertThat(issued.toString()).doesNotContain(secret);
        Map<String, ConsoleResponse> all = crawl(TestUsers.MANAGER);
        all.putAll(crawl(TestUsers.OPERATOR));
        all.put(
                "again",
                site.console.respond(issue("abcdefghijklmnopqrstuv", "canary").as(TestUsers.MANAGER)));
        all.put("broken", site.console.respond(TestRequest.get("/w/acme/").as("broken")));
        assertThat(all).hasSizeGreaterThan(10);
        all.forEach((path, response) ->
                assertThat(response.body() + response.headers()).as(path).doesNotContain(secret));
        assertThat(log.list).isNotEmpty();
        assertThat(log.list.stream().map(Object::toString).collect(Collectors.joining()))
                .doesNotContain(secret);
    }

    @Test
    void aFormThatIsSentAgainMakesNoSecondKey() {
        ConsoleResponse first =
                site.console.respond(issue("abcdefghijklmnopqrstuv", "once").as(TestUsers.MANAGER));
        ConsoleResponse second =
                site.console.respond(issue("abcdefghijklmnopqrstuv", "once").as(TestUsers.MANAGER));
        Document again = Jsoup.parse(second.body());

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(409);
        assertThat(again.expectFirst("h1").text()).isEqualTo("This key was issued, and shown once");
        String link = Jsoup.parse(first.body()).expectFirst("[data-saved]").attr("href");
        assertThat(again.select("a").eachAttr("href")).contains(link);
        assertThat(keysNamed("once")).isEqualTo(1);
    }

    /** Nothing is known of the key before it is stored, and it may never be. */
    @Test
    void aFormThatIsSentWhileItsKeyIsMadeMakesNoSecondKey() {
        AtomicReference<Site> twice = new AtomicReference<>();
        AtomicReference<ConsoleResponse> second = new AtomicReference<>();
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        ForwardingApiKeyStore slow = new ForwardingApiKeyStore() {
            @Override
            protected ApiKeyStore delegate() {
                return store;
            }

            @Override
            public boolean write(List<StoreWrite> writes) {
                Site console = twice.getAndSet(null);
                if (console != null) {
                    second.set(console.console.respond(
                            issue("abcdefghijklmnopqrstuv", "slow").as(TestUsers.MANAGER)));
                }
                return super.write(writes);
            }
        };
        try (Site other = new Site(slow, console -> {})) {
            twice.set(other);
            ConsoleResponse first = other.console.respond(
                    issue("abcdefghijklmnopqrstuv", "slow").as(TestUsers.MANAGER));

            assertThat(first.status()).isEqualTo(200);
            ConsoleResponse refused = requireNonNull(second.get());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(Jsoup.parse(refused.body()).expectFirst("h1").text()).isEqualTo("This form was sent twice");
            assertThat(refused.body()).doesNotContain("was issued");
            assertThat(other.count("acme")).isEqualTo(3);
        }
    }

    @Test
    void anotherFormMakesAnotherKey() {
        site.console.respond(issue("abcdefghijklmnopqrstuv", "twice").as(TestUsers.MANAGER));
        site.console.respond(issue("abcdefghijklmnopqrstu2", "twice").as(TestUsers.MANAGER));

        assertThat(keysNamed("twice")).isEqualTo(2);
    }

    @Test
    void aFormThatMadeNoKeyCanBeSentAgain() {
        ConsoleResponse refused =
                site.console.respond(issue("abcdefghijklmnopqrstuv", "x\u202ey").as(TestUsers.MANAGER));
        ConsoleResponse corrected =
                site.console.respond(issue("abcdefghijklmnopqrstuv", "xy").as(TestUsers.MANAGER));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(corrected.status()).isEqualTo(200);
    }

    @Test
    void aFormWithoutANonceMakesNoKey() {
        assertThat(site.console.respond(issue("", "none").as(TestUsers.MANAGER)).status())
                .isEqualTo(400);
        assertThat(keysNamed("none")).isZero();
    }

    @Test
    void nothingIsSaidOfAnException() {
        ConsoleResponse response =
                site.console.respond(TestRequest.get("/w/acme/").as("broken"));

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("session store", "canary", "Exception", "at io.keystile");
    }

    private static TestRequest issue(String nonce, String name) {
        return TestRequest.post(
                "/w/acme/new", "nonce", nonce, "name", name, "environment", "live", "permission", "flows:read");
    }

    private long keysNamed(String name) {
        return site.keystile.keys().unrestricted().list(KeyQuery.ofWorkspace("acme")).stream()
                .filter(key -> key.settings().name().equals(name))
                .count();
    }

    /** Returns the secret of a key: what follows its id. */
    private static String secretOf(String key) {
        return key.substring(key.length() - 38, key.length() - 6);
    }

    /** Opens every page that can be reached by links. */
    private Map<String, ConsoleResponse> crawl(String user) {
        Map<String, ConsoleResponse> found = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("/w/acme/"));
        while (!open.isEmpty()) {
            String path = open.remove();
            ConsoleResponse response =
                    site.console.respond(TestRequest.get(path).as(user));
            if (found.put(user + " " + path, response) == null) {
                Document page = Jsoup.parse(response.body(), "http://h" + path);
                for (Element link : page.select("a[href], link[href], script[src]")) {
                    String target = link.absUrl(link.hasAttr("href") ? "href" : "src");
                    if (target.startsWith("http://h/")) {
                        open.add(target.substring("http://h".length()).replaceAll("#.*", ""));
                    }
                }
            }
        }
        return found;
    }
}
