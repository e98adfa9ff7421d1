package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The plaintext of a key is in one response of the API, and nowhere else. */
class ApiSecretTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ApiSite site = new ApiSite();

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
    void theKeyIsInTheResponseThatIssuedItOnly() {
        ConsoleResponse issued = site.send(issue().as(TestUsers.MANAGER));
        String id = ApiSite.json(issued).at("/key/id").asText();
        ConsoleResponse rotated = site.send(rotate(id).as(TestUsers.MANAGER));

        List<String> secrets = List.of(secretOf(issued), secretOf(rotated));
        List<ConsoleResponse> others = new ArrayList<>();
        String keys = "/workspaces/acme/keys";
        for (String user : List.of(TestUsers.MANAGER, TestUsers.OPERATOR, TestUsers.READER)) {
            for (Route route : site.api.routes()) {
                String path = route.pattern().replace("{workspace}", "acme").replace("{key}", id);
                others.add(site.send(TestRequest.of(route.method(), path)
                        .header("Sec-Fetch-Site", "same-origin")
                        .header("If-Match", "*")
                        .as(user)));
            }
        }
        others.add(site.send(issue().as(TestUsers.MANAGER)));
        others.add(site.send(rotate(id).as(TestUsers.MANAGER)));
        others.add(site.send(ApiSite.get(keys).as("broken")));

        for (String secret : secrets) {
            assertThat(issued.body().split(secret, -1).length + rotated.body().split(secret, -1).length)
                    .isEqualTo(3);
            assertThat(issued.headers().toString() + rotated.headers() + issued + rotated)
                    .doesNotContain(secret);
            others.forEach(other -> assertThat(other.body() + other.headers()).doesNotContain(secret));
            assertThat(log.list.stream().map(Object::toString).collect(Collectors.joining()))
                    .doesNotContain(secret);
        }
        assertThat(log.list).isNotEmpty();
    }

    @Test
    void noHashIsSaid() {
        String hash = site.strong.record().hash().encoded();
        JsonNode key =
                ApiSite.json(site.send(ApiSite.get(ApiSite.pathOf(site.strong)).as(TestUsers.OPERATOR)));

        assertThat(key.toString()).doesNotContain(hash, "hash", hash.substring(hash.length() - 16));
    }

    private static TestRequest issue() {
        return ApiSite.post("/workspaces/acme/keys", "{\"environment\": \"live\", \"name\": \"canary\"}")
                .header("Idempotency-Key", "issue");
    }

    private static TestRequest rotate(String id) {
        return ApiSite.post("/workspaces/acme/keys/" + id + "/rotate", "{\"overlap\": \"P1D\"}")
                .header("Idempotency-Key", "rotate");
    }

    /** Returns the secret of a key: what follows its id. */
    private static String secretOf(ConsoleResponse response) {
        String key = ApiSite.json(response).get("plaintext").asText();
        assertThat(key).startsWith("pk_live_").hasSize(58);
        return key.substring(key.length() - 38, key.length() - 6);
    }
}
