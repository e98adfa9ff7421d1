package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keystile.admin.IssuedKey;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertReport;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiAlertsTest {
    private static final String ALERTS = "/workspaces/acme/alerts";

    private final ApiSite site = new ApiSite();
    private final KeyId first = site.site.first.record().id();

    @AfterEach
    void close() {
        site.close();
    }

    private void report(String rule, @Nullable KeyId key, @Nullable String workspace, int minutesAgo) {
        Instant at = site.site.clock.instant().minus(Duration.ofMinutes(minutesAgo));
        Alert alert = new Alert(
                rule,
                AlertSeverity.WARNING,
                Phase.OPENED,
                key,
                workspace != null && key != null,
                workspace,
                CidrBlock.parse("192.0.2.0/24"),
                at,
                at,
                7,
                false,
                "seen: " + rule);
        site.site.alerts.report(new AlertReport("a", alert, workspace, at.plus(Duration.ofMinutes(15))));
    }

    private void fill() {
        report("new-network", first, "acme", 60);
        report("many-networks", first, "acme", 50);
        report("wrong-secrets", first, null, 10); // whose key it is was not known
        report("denied-overall", null, "acme", 5);
        report("ended-key", site.site.foreign.record().id(), "globex", 5);
        report("unknown-ids", null, null, 3);
    }

    private JsonNode get(String query) {
        return get(query, ApiSite.get(ALERTS + query).as(TestUsers.READER));
    }

    private JsonNode get(String what, TestRequest request) {
        ConsoleResponse response = site.send(request);
        assertThat(response.status()).as(what).isEqualTo(200);
        return ApiSite.json(response);
    }

    private static List<String> rules(JsonNode page) {
        return page.get("items").findValuesAsText("rule");
    }

    @Test
    void thoseOfTheWorkspaceAreListedNewestFirst() {
        fill();
        JsonNode page = get("");

        assertThat(rules(page)).containsExactly("denied-overall", "many-networks", "new-network");
        JsonNode last = page.at("/items/2");
        assertThat(last.get("title").asText()).isEqualTo("Used from a new network");
        assertThat(last.get("advice").asText()).startsWith("Compare the network");
        assertThat(last.get("severity").asText()).isEqualTo("warning");
        assertThat(last.get("open").asBoolean()).isFalse();
        assertThat(last.get("text").asText()).isEqualTo("seen: new-network");
        assertThat(last.get("key").asText()).isEqualTo(first.value());
        assertThat(last.get("claimed").asBoolean()).isFalse();
        assertThat(last.get("network").asText()).isEqualTo("192.0.2.0/24");
        assertThat(last.get("count").asInt()).isEqualTo(7);
        assertThat(page.at("/items/0/key").isNull()).isTrue();
        assertThat(page.get("next").isNull()).isTrue();
    }

    @Test
    void thoseOfAKeyAndTheOpenOnesCanBeListedAlone() {
        fill();
        JsonNode ofKey = get("?key=" + first);

        assertThat(rules(ofKey)).containsExactly("wrong-secrets", "many-networks", "new-network");
        assertThat(ofKey.at("/items/0/claimed").asBoolean()).isTrue();
        assertThat(rules(get("?open=true"))).containsExactly("denied-overall");
        assertThat(rules(get("?open=true&key=" + first))).containsExactly("wrong-secrets");
        assertThat(rules(get("?open=false"))).hasSize(3);
    }

    @Test
    void thoseOfAnotherWorkspacesKeyAreNotListed() {
        fill();
        report("leaked-key", site.site.foreign.record().id(), null, 1);

        String query = "?key=" + site.site.foreign.record().id();
        assertThat(rules(get(query))).isEmpty();
        assertThat(rules(get(query, ApiSite.get(ALERTS + query).as(TestUsers.OPERATOR))))
                .isEmpty();
    }

    @Test
    void thoseOfADeletedKeyStay() {
        fill();
        site.site.keystile.keys().delete(Site.SYSTEM, first);

        assertThat(rules(get("?key=" + first))).containsExactly("many-networks", "new-network");
    }

    @Test
    void pagesFollowEachOther() {
        fill();
        JsonNode one = get("?limit=2");
        JsonNode two = get("?limit=2&cursor=" + one.get("next").asText());

        assertThat(rules(one)).containsExactly("denied-overall", "many-networks");
        assertThat(rules(two)).containsExactly("new-network");
        assertThat(two.get("next").isNull()).isTrue();
    }

    @Test
    void aKeySeesThoseOfSingleKeysOfItsEnvironment() {
        fill();
        IssuedKey staging =
                site.site.keystile.keys().issue(Site.SYSTEM, "acme", "staging", ApiKeySettings.named("staging"));
        report("dormant-key", staging.record().id(), "acme", 1);

        assertThat(rules(asKey(""))).isEmpty();
        assertThat(rules(asKey("?key=" + staging.record().id()))).isEmpty();
        assertThat(rules(asKey("?key=" + first))).hasSize(3);
        assertThat(rules(get("?key=" + staging.record().id()))).containsExactly("dormant-key");
    }

    private JsonNode asKey(String query) {
        return get(query, ApiSite.get(ALERTS + query).as(ApiSite.principal(site.strong)));
    }

    @ParameterizedTest
    @CsvSource({
        "open=1, open",
        "open=, open",
        "key=a.b, key",
        "limit=101, limit",
        "cursor=x, cursor",
        "cursor=MjAyNi0xMS0zMFQwODoxMjowMFp-w6Q, cursor", // an id that no alert can have
        "status=open, status",
    })
    void aQueryThatIsNotUnderstoodIsRefused(String query, String parameter) {
        ConsoleResponse response = site.send(ApiSite.get(ALERTS + "?" + query).as(TestUsers.READER));

        assertThat(response.status()).isEqualTo(400);
        assertThat(ApiSite.json(response).at("/errors/0/parameter").asText()).isEqualTo(parameter);
    }

    @Test
    void withoutTheirStoreTheyAreUnavailable() {
        AlertStore broken = new AlertStore() {
            @Override
            public void report(AlertReport report) {
                throw new IllegalStateException("down");
            }

            @Override
            public List<StoredAlert> list(AlertQuery query) {
                throw new IllegalStateException("down");
            }

            @Override
            public Optional<StoredAlert> find(String id) {
                throw new IllegalStateException("down");
            }

            @Override
            public int deleteBefore(Instant lastSeen) {
                throw new IllegalStateException("down");
            }
        };
        try (ApiSite down = new ApiSite(new Site(new InMemoryApiKeyStore(), console -> console.alerts(broken)))) {
            ConsoleResponse response = down.send(ApiSite.get(ALERTS).as(TestUsers.READER));

            assertThat(response.status()).isEqualTo(503);
            assertThat(ApiSite.header(response, "Retry-After")).contains("5");
        }
    }
}
