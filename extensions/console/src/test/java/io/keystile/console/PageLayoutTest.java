package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.keystile.adapter.HttpHeader;
import io.keystile.admin.IssuedKey;
import io.keystile.store.InMemoryApiKeyStore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Pages in the application's own page. */
class PageLayoutTest {
    private static final BrokenStore STORE = new BrokenStore();
    private static final Site SITE = new Site(STORE, console -> console.layout(PageLayoutTest::around));

    @AfterAll
    static void close() {
        SITE.close();
    }

    private static String around(ConsoleRequest request, PageContent content) {
        return "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>" + content.head()
                + "</head><body><nav id='app'><a href='" + content.root() + "'>Keys</a> of "
                + String.join("", request.headers(TestUsers.HEADER)) + "</nav>" + content.body() + "</body></html>";
    }

    static Stream<TestRequest> requests() {
        Stream<TestRequest> pages = SITE.console.routes().stream()
                .filter(route -> route.method().equals("GET"))
                .map(Route::pattern)
                .filter(pattern -> !pattern.endsWith(".csv") && !pattern.equals("/"))
                .map(pattern -> TestRequest.get(at(pattern, SITE.first)).as(TestUsers.OPERATOR));
        Stream<TestRequest> others = Stream.of(
                TestRequest.post("/w/acme/new", "name", "").as(TestUsers.MANAGER),
                TestRequest.post(at("/w/{workspace}/keys/{key}/revoke", SITE.first))
                        .as(TestUsers.MANAGER),
                TestRequest.get("/nothing").as(TestUsers.MANAGER),
                TestRequest.get("/w/acme/new").as(TestUsers.READER),
                TestRequest.get("/w/acme/").as(TestUsers.NOBODY),
                TestRequest.of("POST", "/w/acme/new").as(TestUsers.MANAGER),
                TestRequest.get("/w/acme/").as("broken"));
        return Stream.concat(pages, others);
    }

    private static String at(String pattern, IssuedKey key) {
        return pattern.replace("{workspace}", "acme")
                .replace("{key}", key.record().id().value());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyPageIsInTheLayout(TestRequest request) {
        ConsoleResponse response = SITE.console.respond(request);

        requireInLayout(response, request);
    }

    private static Document requireInLayout(ConsoleResponse response, TestRequest request) {
        Document page = Jsoup.parse(response.body(), "http://h" + request.path());
        assertThat(page.select("nav#app").eachText())
                .as(response.body())
                .containsExactly("Keys of " + request.headers(TestUsers.HEADER).get(0));
        for (String once : List.of("html", "head > title", "body > .ks", "main", "h1", "head > script[type=module]")) {
            assertThat(page.select(once)).as(once).hasSize(1);
        }
        assertThat(page.select("header, .ks-product, .ks-user")).isEmpty();
        Element home = page.expectFirst("nav#app a");
        assertThat(URI.create(home.absUrl("href")).getPath()).isEqualTo("/");
        return page;
    }

    @Test
    void thePageWithoutAStoreIsInTheLayout() {
        TestRequest request = TestRequest.get("/w/acme/").as(TestUsers.MANAGER);
        STORE.breakDown();
        try {
            ConsoleResponse response = SITE.console.respond(request);
            assertThat(response.status()).isEqualTo(503);
            requireInLayout(response, request);
        } finally {
            STORE.repair();
        }
    }

    @Test
    void theAssetsOfTheHeadExist() {
        TestRequest request =
                TestRequest.get(at("/w/{workspace}/keys/{key}/", SITE.first)).as(TestUsers.MANAGER);
        Document page = requireInLayout(SITE.console.respond(request), request);

        List<String> assets = Stream.concat(
                        page.select("link").eachAttr("abs:href").stream(),
                        page.select("script").eachAttr("abs:src").stream())
                .map(address -> URI.create(address).getPath())
                .toList();

        assertThat(assets)
                .hasSize(2)
                .allSatisfy(path -> assertThat(
                                SITE.console.respond(TestRequest.get(path)).status())
                        .isEqualTo(200));
    }

    @Test
    void markupInATitleIsText() {
        String name = "</title><script>alert(1)</script><img src=x onerror=alert(2)>";
        IssuedKey key = SITE.issue("acme", name, "flows:read");
        TestRequest request =
                TestRequest.get(at("/w/{workspace}/keys/{key}/", key)).as(TestUsers.MANAGER);

        Document page = requireInLayout(SITE.console.respond(request), request);

        assertThat(page.title()).isEqualTo(name + " – Acme Cloud");
        assertThat(page.select("script, img")).hasSize(1);
    }

    @Test
    void aFormIssuesAKeyWhichIsNotKept() {
        TestRequest open = TestRequest.get("/w/acme/new").as(TestUsers.MANAGER);
        Document form = requireInLayout(SITE.console.respond(open), open);
        TestRequest send = TestRequest.post(
                        "/w/acme/new",
                        "nonce",
                        form.expectFirst("input[name=nonce]").attr("value"),
                        "name",
                        "n",
                        "environment",
                        "live")
                .as(TestUsers.MANAGER);

        ConsoleResponse issued = SITE.console.respond(send);
        ConsoleResponse again = SITE.console.respond(send);

        Document page = requireInLayout(issued, send);
        assertThat(page.expectFirst("[data-once] #key[data-secret]").attr("value"))
                .startsWith("pk_live_");
        assertThat(headers(issued))
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("Referrer-Policy", "same-origin");
        assertThat(requireInLayout(again, send).expectFirst("h1").text())
                .isEqualTo("This key was issued, and shown once");
    }

    @Test
    void aLayoutThatFailsLosesNoKeyAndLogsNone() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
        try (Site site = new Site(
                new InMemoryApiKeyStore(),
                console -> console.layout((request, content) -> {
                    throw new AssertionError(content + content.body()); // as template engines with assertions do
                }))) {
            ConsoleResponse issued = site.console.respond(issue());

            assertThat(issued.status()).isEqualTo(200);
            Document page = Jsoup.parse(issued.body());
            assertThat(page.select("html > body.ks > header")).hasSize(1);
            String key = page.expectFirst("#key").attr("value");
            assertThat(key).startsWith("pk_live_").hasSize(58);
            assertThat(site.console
                            .respond(TestRequest.get("/nothing").as(TestUsers.MANAGER))
                            .status())
                    .isEqualTo(404);
            String logged = log.list.stream()
                    .map(event -> event + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                    .collect(Collectors.joining());
            assertThat(logged)
                    .contains("The layout of the application failed", "java.lang.AssertionError")
                    .doesNotContain(key.substring(key.length() - 38, key.length() - 6));
        } finally {
            root.detachAppender(log);
            root.setLevel(Level.OFF);
        }
    }

    private static TestRequest issue() {
        return TestRequest.post("/w/acme/new", "nonce", "abcdefghijklmnopqrstuv", "name", "n", "environment", "live")
                .as(TestUsers.MANAGER);
    }

    @Test
    void namedOriginsAreAllowedForResourcesOnly() {
        try (Site site = new Site(
                new InMemoryApiKeyStore(),
                console -> console.layout(PageLayoutTest::around)
                        .resourceOrigins("https://assets.acme.example", "https://Fonts.acme.example:8443"))) {
            ConsoleResponse page =
                    site.console.respond(TestRequest.get("/w/acme/").as(TestUsers.MANAGER));

            String sources = "'self' https://assets.acme.example https://fonts.acme.example:8443";
            assertThat(headers(page))
                    .containsEntry(
                            "Content-Security-Policy",
                            "default-src 'none'; script-src " + sources + "; style-src " + sources + "; img-src "
                                    + sources + "; font-src " + sources + "; connect-src 'self'; form-action 'self';"
                                    + " base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https:",
                "https://*.acme.example",
                "'unsafe-inline'",
                "data:",
                "https://a.example; script-src *",
                "https://a.example, default-src *",
                "https://a.example 'unsafe-inline'",
                "https://a.example/\r\nSet-Cookie: a=b"
            })
    void whatIsNoOriginIsRefused(String text) {
        ConsoleBuilder builder = Console.builder(SITE.keystile.keys(), request -> Optional.empty());

        assertThatIllegalArgumentException().isThrownBy(() -> builder.resourceOrigins(text));
    }

    private static Map<String, String> headers(ConsoleResponse response) {
        return response.headers().stream().collect(Collectors.toMap(HttpHeader::name, HttpHeader::value));
    }
}
