package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls the API below {@code /rest}, which only the JAX-RS feature protects. */
class QuickstartRestTest extends RunningQuickstart {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FLOW = "/rest/flows/f1/execute";

    QuickstartRestTest() {
        super(60);
    }

    @Test
    void missingKeyIs401WithBothChallenges() throws Exception {
        HttpResponse<String> response = send(request(FLOW).POST(json()));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\"", "ApiKey realm=\"api\", header=\"X-API-Key\"");
    }

    @Test
    void flowIsExecutedAndTheResponseEqualsTheServlets() throws Exception {
        HttpResponse<String> response = send(callOf("free", FLOW));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode expected = JSON.createObjectNode()
                .put("flow", "f1")
                .put("status", "completed")
                .put("workspace", "acme")
                .put("key", key("free").substring(8, 20));
        assertThat(JSON.readTree(response.body())).isEqualTo(expected);
        assertThat(send(callOf("free", "/flows/f1/execute")).body()).isEqualTo(response.body());
    }

    @Test
    void denialNamesTheMissingPermission() throws Exception {
        HttpResponse<String> response = send(callOf("readonly", FLOW));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"insufficient_scope\"", "scope=\"flows:execute\"");
    }

    @Test
    void bothApisShareOneLimit() throws Exception {
        for (int call = 0; call < 99; call++) {
            assertThat(send(callOf("free", "/flows/f1/execute")).statusCode()).isEqualTo(200);
        }

        assertThat(send(callOf("free", FLOW)).statusCode()).isEqualTo(200);
        assertThat(send(callOf("free", FLOW)).statusCode()).isEqualTo(429);
        assertThat(send(callOf("free", "/flows/f1/execute")).statusCode()).isEqualTo(429);
    }

    @Test
    void keysOfOnePlanShareItsLimit() throws Exception {
        for (int call = 0; call < 50; call++) {
            assertThat(send(callOf("free", FLOW)).statusCode()).isEqualTo(200);
            assertThat(send(callOf("free2", FLOW)).statusCode()).isEqualTo(200);
        }

        assertThat(send(callOf("free2", FLOW)).statusCode()).isEqualTo(429);
        assertThat(send(callOf("free", FLOW)).statusCode()).isEqualTo(429);
        assertThat(send(callOf("pro", FLOW)).statusCode()).isEqualTo(200);
    }

    @Test
    void healthIsPublic() throws Exception {
        HttpResponse<String> response = send(request("/rest/health").GET());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"up\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rest", "/rest/", "/rest/nothing", "/rest/flows/f1", "/rest/flows/not*an*id/execute"})
    void unknownPathIs404WithAKeyAnd401WithoutOne(String path) throws Exception {
        assertThat(send(request(path).POST(json())).statusCode()).isEqualTo(401);
        assertThat(send(callOf("pro", path)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {FLOW, "/flows/f1/execute"})
    void invalidBodyIsRejectedByTheApplication(String path) throws Exception {
        assertThat(statusForBody(path, "{")).isEqualTo(400);
        assertThat(statusForBody(path, "1".repeat((1 << 20) + 1))).isEqualTo(413);
        assertThat(statusForBody(path, "")).isEqualTo(200);
    }

    private int statusForBody(String path, String body) throws Exception {
        return send(callOf("pro", path).POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {FLOW, "/rest/health"})
    void traceDoesNotEchoTheKey(String path) throws Exception {
        String key = key("free");
        HttpRequest.Builder trace =
                request(path).header("X-API-Key", key).method("TRACE", HttpRequest.BodyPublishers.noBody());

        HttpResponse<String> response = send(trace);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).doesNotContain(key);
    }
}
