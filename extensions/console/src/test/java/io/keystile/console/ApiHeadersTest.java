package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.HttpHeader;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The headers and the form of each response, errors included. */
class ApiHeadersTest {
    private static final BrokenStore STORE = new BrokenStore();
    private static final ApiSite SITE = new ApiSite(STORE);

    @AfterAll
    static void close() {
        SITE.close();
    }

    /** A request, and the status and type of its response. */
    record Asked(int status, String type, TestRequest request) {
        @Override
        public String toString() {
            return status + " " + type + " " + request.method() + " " + request.path();
        }
    }

    private static Asked asked(int status, String type, TestRequest request) {
        return new Asked(status, type, request);
    }

    static Stream<Asked> requests() {
        String keys = "/workspaces/acme/keys";
        String key = ApiSite.pathOf(SITE.site.first);
        return Stream.of(
                asked(200, "", ApiSite.get("/me").as(TestUsers.MANAGER)),
                asked(200, "", TestRequest.of("HEAD", "/me").as(TestUsers.MANAGER)),
                asked(200, "", ApiSite.get("/openapi.json").as(TestUsers.MANAGER)),
                asked(200, "", ApiSite.get(key).as(TestUsers.MANAGER)),
                asked(
                        201,
                        "",
                        ApiSite.post(keys, "{\"name\": \"n\", \"environment\": \"live\"}")
                                .as(TestUsers.MANAGER)),
                asked(
                        204,
                        "",
                        ApiSite.change("DELETE", ApiSite.pathOf(SITE.site.issue("acme", "gone")))
                                .as(TestUsers.OPERATOR)),
                asked(400, "malformed-json", ApiSite.post(keys, "{").as(TestUsers.MANAGER)),
                asked(400, "invalid-query", ApiSite.get(keys + "?limit=0").as(TestUsers.MANAGER)),
                asked(
                        400,
                        "invalid-header",
                        ApiSite.post(keys, "{\"name\": \"n\", \"environment\": \"live\"}")
                                .header("Idempotency-Key", "")
                                .as(TestUsers.MANAGER)),
                asked(401, "log-in-required", ApiSite.get("/me").as(TestUsers.NOBODY)),
                asked(401, "log-in-required", ApiSite.post(keys, "{}").as(TestUsers.NOBODY)),
                asked(403, "not-permitted", ApiSite.post(keys, "{}").as(TestUsers.READER)),
                asked(403, "not-permitted", ApiSite.get("/me").as(ApiSite.principal(SITE.site.acting))),
                asked(403, "cross-site-request", TestRequest.of("POST", keys).as(TestUsers.MANAGER)),
                asked(403, "cross-site-request", TestRequest.of("OPTIONS", keys).as(TestUsers.MANAGER)),
                asked(404, "not-found", ApiSite.get("").as(TestUsers.MANAGER)),
                asked(404, "not-found", ApiSite.get("/").as(TestUsers.MANAGER)),
                asked(404, "not-found", ApiSite.get("/me/").as(TestUsers.MANAGER)),
                asked(
                        404,
                        "not-found",
                        ApiSite.get("/workspaces/acme/../globex").as(TestUsers.MANAGER)),
                asked(404, "not-found", ApiSite.get("/workspaces/acme;x=1").as(TestUsers.MANAGER)),
                asked(404, "not-found", ApiSite.get("/workspaces/globex").as(TestUsers.MANAGER)),
                asked(405, "method-not-allowed", ApiSite.change("PUT", key).as(TestUsers.MANAGER)),
                asked(
                        409,
                        "wrong-state",
                        ApiSite.post("/workspaces", "{\"id\": \"acme\", \"plan\": \"pro\"}")
                                .as(TestUsers.OPERATOR)),
                asked(412, "changed-since", ApiSite.patch(key, "\"9\"", "{}").as(TestUsers.MANAGER)),
                asked(
                        413,
                        "too-large",
                        ApiSite.post(keys, " ".repeat(ApiBody.MAX_BYTES + 1)).as(TestUsers.MANAGER)),
                asked(415, "unsupported-type", ApiSite.change("POST", keys).as(TestUsers.MANAGER)),
                asked(422, "invalid-settings", ApiSite.post(keys, "{}").as(TestUsers.MANAGER)),
                asked(428, "precondition-required", ApiSite.change("PATCH", key).as(TestUsers.MANAGER)),
                asked(500, "internal-error", ApiSite.get("/me").as("broken")));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void eachResponseHasThem(Asked asked) {
        ConsoleResponse response = SITE.send(asked.request());

        assertThat(response.status()).isEqualTo(asked.status());
        if (!asked.type().isEmpty()) {
            assertThat(ApiSite.json(response).get("type").asText()).isEqualTo("urn:keystile:problem:" + asked.type());
            assertThat(ApiSite.json(response).get("status").asInt()).isEqualTo(asked.status());
        }
        requireHeaders(response);
    }

    @Test
    void theResponseWithoutAStoreHasThem() {
        STORE.breakDown();
        try {
            ConsoleResponse response = SITE.send(ApiSite.get("/workspaces/acme").as(TestUsers.MANAGER));
            assertThat(response.status()).isEqualTo(503);
            assertThat(ApiSite.header(response, "Retry-After")).contains("5");
            assertThat(response.body()).doesNotContain("db-7");
            requireHeaders(response);
        } finally {
            STORE.repair();
        }
    }

    @Test
    void nothingIsSaidOfAnException() {
        ConsoleResponse response = SITE.send(ApiSite.get("/me").as("broken"));

        assertThat(response.body()).doesNotContain("session store", "canary", "Exception");
    }

    private static void requireHeaders(ConsoleResponse response) {
        Map<String, String> headers = response.headers().stream()
                .collect(Collectors.toMap(
                        HttpHeader::name,
                        HttpHeader::value,
                        (one, other) -> {
                            throw new AssertionError("a header has two values: " + one + ", " + other);
                        },
                        TreeMap::new));
        assertThat(headers)
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Referrer-Policy", "same-origin")
                .containsEntry("Cross-Origin-Opener-Policy", "same-origin")
                .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
                .containsEntry("Cache-Control", "no-store")
                .containsKey("Content-Security-Policy");
        assertThat(headers.keySet())
                .noneMatch(name -> name.startsWith("Access-Control-"))
                .doesNotContain("Set-Cookie");
        if (response.status() != 204) {
            assertThat(headers.get("Content-Type"))
                    .isEqualTo(response.status() < 300 ? "application/json" : "application/problem+json");
        }
    }
}
