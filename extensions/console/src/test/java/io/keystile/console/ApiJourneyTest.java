package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ApiKeyFilter;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API behind Keystile's filter in a servlet container, for people with a session and for programs with a key. */
class ApiJourneyTest {
    private static final ApiSite SITE = new ApiSite();
    private static Jetty server;
    private static URI base;

    @BeforeAll
    static void start() {
        server = new Jetty(
                new ConsoleServlet(SITE.api),
                "/app",
                "/api",
                new ApiKeyFilter(SITE.site.keystile, Routes.protectAll().optional("/api/**")));
        base = URI.create(server.console().toString().replaceAll("/$", ""));
    }

    @AfterAll
    static void stop() {
        server.close();
        SITE.close();
    }

    private static ConsoleResponse send(TestRequest request) {
        ConsoleResponse response = WireExchange.send(base, request);
        ApiSite.DESCRIPTION.requireDescribes(request.method(), request.path(), response);
        return response;
    }

    private static ConsoleResponse send(String key, TestRequest request) {
        return send(request.header("Authorization", "Bearer " + key));
    }

    /** Returns the status with which Keystile's filter responds, whose problems are its own. */
    private static int statusOfTheFilter(String key, TestRequest request) {
        return WireExchange.send(base, request.header("Authorization", "Bearer " + key))
                .status();
    }

    private static JsonNode done(int status, ConsoleResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        return ApiSite.json(response);
    }

    @Test
    void aProgramAdministersKeysWithAKeyThatAPersonIssued() {
        done(
                201,
                send(ApiSite.post("/workspaces", "{\"id\": \"initech\", \"plan\": \"pro\"}")
                        .as(TestUsers.OPERATOR)));
        String keys = "/workspaces/initech/keys";
        String automation = done(
                        201,
                        send(ApiSite.post(
                                        keys,
                                        "{\"name\": \"terraform\", \"environment\": \"live\","
                                                + " \"permissions\": [\"flows:*\", \"api-keys:manage\"]}")
                                .as(TestUsers.OPERATOR)))
                .get("plaintext")
                .asText();

        assertThat(done(200, send(automation, ApiSite.get("/me")))
                        .get("workspace")
                        .asText())
                .isEqualTo("initech");
        JsonNode issued = done(
                201,
                send(
                        automation,
                        TestRequest.of("POST", keys)
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "plan-7")
                                .body("{\"name\": \"é <runner>\", \"environment\": \"live\","
                                        + " \"permissions\": [\"flows:read\"]}")));
        String key = keys + "/" + issued.at("/key/id").asText();
        assertThat(issued.at("/key/name").asText()).isEqualTo("é <runner>");
        assertThat(send(issued.get("plaintext").asText(), ApiSite.get("/me")).status())
                .isEqualTo(403);
        ConsoleResponse shown = send(automation, ApiSite.get(key));
        ConsoleResponse changed = send(
                automation,
                TestRequest.of("PATCH", key)
                        .header("Content-Type", "application/merge-patch+json")
                        .header("If-Match", ApiSite.header(shown, "ETag").orElseThrow())
                        .body("{\"tags\": [\"ci\"]}"));
        assertThat(ApiSite.header(changed, "ETag")).contains("\"2\"");
        JsonNode rotated = done(
                201,
                send(
                        automation,
                        TestRequest.of("POST", key + "/rotate")
                                .header("Content-Type", "application/json")
                                .body("{\"overlap\": \"P1D\"}")));
        assertThat(rotated.at("/key/tags/0").asText()).isEqualTo("ci");
        assertThat(done(200, send(automation, ApiSite.get(keys + "?tag=ci"))).get("items"))
                .hasSize(2);
        done(
                200,
                send(
                        automation,
                        TestRequest.of("POST", key + "/revoke")
                                .header("Content-Type", "application/json")
                                .body("{\"reason\": \"no longer needed\", \"lineage\": true}")));
        assertThat(statusOfTheFilter(rotated.get("plaintext").asText(), ApiSite.get("/me")))
                .isEqualTo(401);
        assertThat(done(
                                200,
                                send(
                                        automation,
                                        ApiSite.get("/workspaces/initech/changes?limit=1&key="
                                                + issued.at("/key/id").asText())))
                        .at("/items/0/actor")
                        .asText())
                .startsWith("key ");
        assertThat(send(automation, ApiSite.get("/workspaces/acme")).status()).isEqualTo(404);
    }

    @Test
    void aSessionIsAcceptedOnTheSamePathWithoutAKey() {
        assertThat(send(ApiSite.get("/me").as(TestUsers.MANAGER)).status()).isEqualTo(200);
        assertThat(send(ApiSite.get("/me")).status()).isEqualTo(401);
        assertThat(send(TestRequest.of("POST", ApiSite.pathOf(SITE.site.first) + "/disable")
                                .as(TestUsers.MANAGER))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aWrongKeyIsRefusedEvenWithASession() {
        assertThat(statusOfTheFilter(
                        "pk_live_wrong", ApiSite.get("/workspaces/acme").as(TestUsers.MANAGER)))
                .isEqualTo(401);
    }

    @Test
    void headHasTheHeadersAndNoBody() {
        ConsoleResponse response = send(TestRequest.of("HEAD", "/me").as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(ApiSite.header(response, "Content-Type")).contains("application/json");
    }

    @Test
    void aDeletionHasNoBody() {
        ConsoleResponse response = send(ApiSite.change("DELETE", ApiSite.pathOf(SITE.site.issue("acme", "gone")))
                .as(TestUsers.OPERATOR));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }
}
