package io.keystile.console;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.HttpHeader;
import io.keystile.store.InMemoryApiKeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadersTest {
    private static final BrokenStore STORE = new BrokenStore();
    private static final Site SITE = new Site(STORE, builder -> builder.login("/login"));

    @AfterAll
    static void close() {
        SITE.close();
    }

    /** A request and the status of its response. */
    record Asked(int status, TestRequest request) {
        @Override
        public String toString() {
            return status + " " + request.method() + " " + request.path();
        }
    }

    static Stream<Asked> requests() {
        String key = "/w/acme/keys/" + SITE.first.record().id() + "/";
        String asset = "/" + Assets.load().path();
        Stream<Asked> pages = SITE.console.routes().stream()
                .filter(route ->
                        route.method().equals("GET") && !route.pattern().equals("/"))
                .map(route -> route.pattern().replace("{workspace}", "acme"))
                .map(path -> path.replace("{key}", SITE.first.record().id().value()))
                .map(path -> new Asked(200, TestRequest.get(path).as(TestUsers.OPERATOR)));
        Stream<Asked> others = Stream.of(
                new Asked(200, TestRequest.get("/w/acme/").as(TestUsers.MANAGER)),
                new Asked(200, TestRequest.of("HEAD", "/w/acme/").as(TestUsers.MANAGER)),
                new Asked(200, TestRequest.get(key).as(TestUsers.MANAGER)),
                new Asked(
                        200,
                        TestRequest.post(
                                        "/w/acme/new",
                                        "nonce",
                                        "abcdefghijklmnopqrstuv",
                                        "name",
                                        "n",
                                        "environment",
                                        "live")
                                .as(TestUsers.MANAGER)),
                new Asked(303, TestRequest.post(key + "enable").as(TestUsers.MANAGER)),
                new Asked(303, TestRequest.get("").as(TestUsers.MANAGER)),
                new Asked(303, TestRequest.get("/w/acme").as(TestUsers.MANAGER)),
                new Asked(303, TestRequest.get("/w/acme/").as(TestUsers.NOBODY)),
                new Asked(400, TestRequest.post(key + "enable").body("%").as(TestUsers.MANAGER)),
                new Asked(401, TestRequest.post(key + "enable").as(TestUsers.NOBODY)),
                new Asked(403, TestRequest.get("/w/acme/new").as(TestUsers.READER)),
                new Asked(403, TestRequest.of("POST", key + "enable").as(TestUsers.MANAGER)),
                new Asked(403, TestRequest.of("OPTIONS", "/w/acme/").as(TestUsers.MANAGER)),
                new Asked(404, TestRequest.get("/nothing").as(TestUsers.MANAGER)),
                new Asked(404, TestRequest.get("/w/acme/..%2f").as(TestUsers.MANAGER)),
                new Asked(404, TestRequest.get("/w//acme/").as(TestUsers.MANAGER)),
                new Asked(404, TestRequest.get("/w/acme;x=1/").as(TestUsers.MANAGER)),
                new Asked(404, TestRequest.get("/assets/x/none.css")),
                new Asked(405, TestRequest.post("/w/acme/").as(TestUsers.MANAGER)),
                new Asked(
                        413,
                        TestRequest.post(key + "enable")
                                .body("a".repeat(20_000))
                                .as(TestUsers.MANAGER)),
                new Asked(
                        415,
                        TestRequest.of("POST", key + "enable")
                                .header("Sec-Fetch-Site", "same-origin")
                                .as(TestUsers.MANAGER)),
                new Asked(422, TestRequest.post(key + "revoke").as(TestUsers.MANAGER)),
                new Asked(500, TestRequest.get("/w/acme/").as("broken")),
                new Asked(200, TestRequest.get(asset + "console.css")),
                new Asked(200, TestRequest.get(asset + "console.js")),
                new Asked(200, TestRequest.get(asset + "icon.svg")),
                new Asked(200, TestRequest.post("/w/acme/alerts/test").as(TestUsers.MANAGER)),
                new Asked(422, TestRequest.post("/w/acme/alerts/settings").as(TestUsers.MANAGER)));
        return Stream.concat(pages, others);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void eachResponseHasThem(Asked asked) {
        ConsoleResponse response = SITE.console.respond(asked.request());

        assertThat(response.status()).isEqualTo(asked.status());
        requireHeaders(response);
    }

    @Test
    void theResponseWithoutAStoreHasThem() {
        STORE.breakDown();
        try {
            ConsoleResponse response =
                    SITE.console.respond(TestRequest.get("/w/acme/").as(TestUsers.MANAGER));
            assertThat(response.status()).isEqualTo(503);
            assertThat(headers(response)).containsEntry("Retry-After", "5");
            requireHeaders(response);
        } finally {
            STORE.repair();
        }
    }

    private static void requireHeaders(ConsoleResponse response) {
        Map<String, String> headers = headers(response);
        boolean asset = response.status() == 200
                && !headers.getOrDefault("Content-Type", "text/html").matches("text/(html|csv).*");
        assertThat(headers)
                .containsEntry(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
                                + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
                                + " require-trusted-types-for 'script'")
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Referrer-Policy", "same-origin")
                .containsEntry("Cross-Origin-Opener-Policy", "same-origin")
                .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
                .containsEntry("Permissions-Policy", "clipboard-write=(self)")
                .containsEntry("Cache-Control", asset ? "max-age=31536000, immutable" : "no-store");
        assertThat(headers.keySet())
                .noneMatch(name -> name.startsWith("Access-Control-"))
                .doesNotContain("Set-Cookie");
    }

    private static Map<String, String> headers(ConsoleResponse response) {
        return response.headers().stream()
                .collect(Collectors.toMap(
                        HttpHeader::name,
                        HttpHeader::value,
                        (one, other) -> {
                            throw new AssertionError("a header has two values: " + one + ", " + other);
                        },
                        TreeMap::new));
    }

    @Test
    void aFrameOfTheSameOriginCanBeAllowed() {
        try (Site framed = new Site(new InMemoryApiKeyStore(), ConsoleBuilder::framedBySameOrigin)) {
            Map<String, String> headers = headers(framed.console.respond(TestRequest.get("/w/acme/")));

            assertThat(headers).containsEntry("X-Frame-Options", "SAMEORIGIN");
            assertThat(headers.get("Content-Security-Policy")).contains("frame-ancestors 'self'");
        }
    }

    /** A filter of the application may have decided on another path than the one that the container made of it. */
    @ParameterizedTest
    @ValueSource(strings = {"//w/acme/", "/x/..%2fw/acme/", "/w/acme;x=1/", "/w/acme%2f", "/w/x/../acme/"})
    void aPathThatCanBeReadInTwoWaysIsNotFound(String sent) {
        TestRequest request = TestRequest.get("/w/acme/").sentAs(sent).as(TestUsers.MANAGER);

        assertThat(SITE.console.respond(request).status()).isEqualTo(404);
    }

    @Test
    void anAssetOfAnotherVersionIsNotKept() {
        ConsoleResponse response = SITE.console.respond(TestRequest.get("/assets/0123456789abcdef/console.css"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(headers(response)).containsEntry("Cache-Control", "no-cache");
    }

    @Test
    void anAssetThatTheBrowserHasIsNotSentAgain() {
        String path = "/" + Assets.load().path() + "console.css";
        String tag = requireNonNull(
                headers(SITE.console.respond(TestRequest.get(path))).get("ETag"));

        ConsoleResponse response = SITE.console.respond(TestRequest.get(path).header("If-None-Match", tag));

        assertThat(response.status()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void nobodyIsSentToTheLogInWithThePageThatTheyWanted() {
        ConsoleResponse response = SITE.console.respond(
                TestRequest.get("/w/acme/?status=ACTIVE&name=a").as(TestUsers.NOBODY));

        assertThat(headers(response))
                .containsEntry(
                        "Location", "/login?return=%2Fsettings%2Fapi-keys%2Fw%2Facme%2F%3Fstatus%3DACTIVE%26name%3Da");
        assertThat(List.of(response.status(), response.body())).isEqualTo(List.of(303, ""));
    }
}
