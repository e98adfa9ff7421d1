package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keystile.admin.IssuedKey;
import io.keystile.store.KeyQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request with the same Idempotency-Key issues no second key. */
class ApiIdempotencyTest {
    private static final String KEYS = "/workspaces/acme/keys";
    private static final String BODY = "{\"environment\": \"live\", \"name\": \"once\"}";
    private static final String VALUE = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    private final BrokenStore store = new BrokenStore();
    private final ApiSite site = new ApiSite(store);

    @AfterEach
    void close() {
        site.close();
    }

    private ConsoleResponse issue(String value, String body) {
        return site.send(
                ApiSite.post(KEYS, body).header("Idempotency-Key", value).as(TestUsers.MANAGER));
    }

    private long keysNamedOnce() {
        return site.site.keystile.keys().unrestricted().list(KeyQuery.ofAll()).stream()
                .filter(key -> key.settings().name().equals("once"))
                .count();
    }

    private static String type(ConsoleResponse response) {
        return ApiSite.json(response).get("type").asText().replace("urn:keystile:problem:", "");
    }

    @Test
    void aRepeatIsToldTheKeyAndNotItsPlaintext() {
        JsonNode issued = ApiSite.json(issue(VALUE, BODY));
        ConsoleResponse again = issue(VALUE, BODY);
        String id = issued.at("/key/id").asText();

        assertThat(again.status()).isEqualTo(409);
        assertThat(type(again)).isEqualTo("already-issued");
        assertThat(ApiSite.json(again).get("key").asText()).isEqualTo(id);
        assertThat(ApiSite.header(again, "Location")).contains("keys/" + id);
        assertThat(again.body()).doesNotContain(issued.get("plaintext").asText().substring(20));
        assertThat(keysNamedOnce()).isEqualTo(1);
    }

    @Test
    void aRepeatedRotationIsToldTheSuccessor() {
        String path = ApiSite.pathOf(site.site.first) + "/rotate";
        TestRequest first = ApiSite.post(path, "{\"overlap\": \"PT1H\"}").header("Idempotency-Key", VALUE);
        String successor = ApiSite.json(site.send(first.as(TestUsers.MANAGER)))
                .at("/key/id")
                .asText();
        ConsoleResponse again = site.send(ApiSite.post(path, "{\"overlap\": \"PT1H\"}")
                .header("Idempotency-Key", VALUE)
                .as(TestUsers.MANAGER));

        assertThat(type(again)).isEqualTo("already-issued");
        assertThat(ApiSite.header(again, "Location")).contains("../" + successor);
    }

    @Test
    void anotherRequestWithTheSameValueIsRefused() {
        issue(VALUE, BODY);
        ConsoleResponse otherBody = issue(VALUE, BODY.replace("once", "twice"));
        rotate(site.site.first, "rotation");
        ConsoleResponse otherPath = rotate(site.site.acting, "rotation");

        assertThat(otherBody.status()).isEqualTo(422);
        assertThat(type(otherBody)).isEqualTo("idempotency-key-reused");
        assertThat(type(otherPath)).isEqualTo("idempotency-key-reused");
    }

    private ConsoleResponse rotate(IssuedKey key, String value) {
        return site.send(ApiSite.post(ApiSite.pathOf(key) + "/rotate", "{\"overlap\": \"PT1H\"}")
                .header("Idempotency-Key", value)
                .as(TestUsers.MANAGER));
    }

    @Test
    void anotherValueOrNoneIssuesAnotherKey() {
        issue(VALUE, BODY);
        assertThat(issue("other", BODY).status()).isEqualTo(201);
        assertThat(site.send(ApiSite.post(KEYS, BODY).as(TestUsers.MANAGER)).status())
                .isEqualTo(201);
        assertThat(keysNamedOnce()).isEqualTo(3);
    }

    /** A customer cannot learn, or use up, the values of another. */
    @Test
    void valuesBelongToTheirWorkspace() {
        issue(VALUE, BODY);
        ConsoleResponse other = site.send(ApiSite.post("/workspaces/globex/keys", BODY)
                .header("Idempotency-Key", VALUE)
                .as(TestUsers.OTHER));

        assertThat(other.status()).isEqualTo(201);
    }

    @Test
    void aValueIsForgottenAfterADay() {
        issue(VALUE, BODY);
        site.site.clock.pass(Duration.ofHours(24).minusSeconds(1));
        assertThat(issue(VALUE, BODY).status()).isEqualTo(409);
        site.site.clock.pass(Duration.ofSeconds(1));
        assertThat(issue(VALUE, BODY).status()).isEqualTo(201);
    }

    @Test
    void aRequestThatIssuedNoKeyCanBeSentAgain() {
        store.refuseWrites();
        ConsoleResponse failed = issue(VALUE, BODY);
        store.repair();
        ConsoleResponse again = issue(VALUE, BODY);

        assertThat(failed.status()).isEqualTo(503);
        assertThat(again.status()).isEqualTo(201);
    }

    @Test
    void theLatestHundredOfAWorkspaceAreRemembered() {
        issue(VALUE, BODY);
        for (int i = 0; i < 99; i++) {
            issue("value-" + i, BODY);
        }
        assertThat(issue(VALUE, BODY).status()).isEqualTo(409);
        for (int i = 0; i < 100; i++) {
            issue("more-" + i, BODY);
        }
        assertThat(issue(VALUE, BODY).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "\"\u0000\""})
    void aValueHasVisibleCharacters(String value) {
        ConsoleResponse response = issue(value, BODY);

        assertThat(response.status()).isEqualTo(400);
        assertThat(type(response)).isEqualTo("invalid-header");
    }

    @Test
    void aValueIsBoundedAndSentOnce() {
        ConsoleResponse twice = site.send(ApiSite.post(KEYS, BODY)
                .header("Idempotency-Key", "a")
                .header("Idempotency-Key", "b")
                .as(TestUsers.MANAGER));

        assertThat(issue("a".repeat(101), BODY).status()).isEqualTo(400);
        assertThat(issue("a".repeat(100), BODY).status()).isEqualTo(201);
        assertThat(twice.status()).isEqualTo(400);
    }

    @Test
    void manyAtOnceIssueOneKey() throws Exception {
        int many = 8;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                statuses.add(threads.submit(() -> {
                    start.await();
                    return issue(VALUE, BODY).status();
                }));
            }
            start.countDown();
            int issued = 0;
            for (Future<Integer> status : statuses) {
                assertThat(status.get()).isIn(201, 409);
                issued += status.get() == 201 ? 1 : 0;
            }
            assertThat(issued).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(keysNamedOnce()).isEqualTo(1);
    }

    @Test
    void theKeyIsRevealedEvenIfItsPredecessorCannotBeRead() {
        IssuedKey old = site.site.issue("acme", "old", "flows:read");
        store.breakDownAfterWriting();
        ConsoleResponse response = site.send(ApiSite.post(ApiSite.pathOf(old) + "/rotate", "{\"overlap\": \"PT1H\"}")
                .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(201);
        assertThat(ApiSite.json(response).get("plaintext").asText()).startsWith("pk_live_");
        assertThat(ApiSite.json(response).get("predecessor").isNull()).isTrue();
    }
}
