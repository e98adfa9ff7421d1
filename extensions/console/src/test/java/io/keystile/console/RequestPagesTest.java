package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.accesslog.AddressMask;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestPagesTest {
    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theLastCallsOfAKeySayHowTheyEnded() {
        IssuedKey key = site.issue("acme", "reader", "flows:read");
        String plaintext = key.reveal();
        site.call(plaintext, "flows:read");
        site.clock.pass(Duration.ofSeconds(5));
        site.call(plaintext, "flows:execute");
        String instance = Objects.requireNonNull(
                site.recent.ofKey("acme", key.record().id()).get(0).instance());

        Document page = page(site, path(key) + "requests");

        assertThat(page.select("tbody tr").eachText())
                .containsExactly(
                        "30 Nov 2026, 08:12:35 UTC 403, permission missing " + instance
                                + " POST /v1/flows 203.0.113.0/24 acme-exporter/2.1",
                        "30 Nov 2026, 08:12:30 UTC Granted POST /v1/flows 203.0.113.0/24 acme-exporter/2.1");
        assertThat(instance).startsWith("urn:uuid:");
        assertThat(page.text())
                .contains("The last 2 calls of reader that this node has seen. The access log has the rest.")
                .doesNotContain("203.0.113.7", "Some calls are missing");
    }

    @Test
    void theLastCallsOfAWorkspaceNameTheirKeys() {
        IssuedKey deleted = site.issue("acme", "short-lived", "flows:read");
        site.call(deleted.reveal(), "flows:read");
        site.call(site.issue("acme", "reader", "flows:read").reveal(), "flows:read");
        site.call(site.issue("globex", "theirs", "flows:read").reveal(), "flows:read");
        site.call("pk_live_unknown", "flows:read");
        site.keystile.keys().delete(Site.SYSTEM, deleted.record().id());

        Document page = page(site, "/w/acme/requests");

        assertThat(page.select("tbody td[data-label=Key]").eachText())
                .containsExactly("reader", deleted.record().id() + " deleted");
    }

    @Test
    void whoActsWithAKeySeesTheCallsOfItsEnvironmentOnly() {
        IssuedKey other = site.keystile.keys().issue(Site.SYSTEM, "acme", "staging", ApiKeySettings.named("staged"));
        site.call(other.reveal(), "flows:read");
        site.call(site.first.reveal(), "flows:read");

        ConsoleResponse response =
                site.console.respond(TestRequest.get("/w/acme/requests").as(TestUsers.KEY));

        assertThat(Jsoup.parse(response.body())
                        .select("tbody td[data-label=Key]")
                        .eachText())
                .containsExactly("nightly export");
        assertThat(page(site, "/w/acme/requests").text()).contains("staged");
    }

    @Test
    void operatorsSeeTheCallsWithoutAVerifiedKey() {
        String id = site.first.record().id().value();
        site.call("pk_live_unknown", "flows:read");
        site.call(site.first.reveal(), "flows:read");

        Document page = Jsoup.parse(site.console
                .respond(TestRequest.get("/requests").as(TestUsers.OPERATOR))
                .body());

        assertThat(page.select("thead th").eachText()).containsExactly("When", "Outcome", "Request", "From");
        assertThat(page.select("tbody tr"))
                .singleElement()
                .satisfies(row -> assertThat(row.text())
                        .contains("401, malformed key", "POST /v1/flows", "203.0.113.0/24")
                        .doesNotContain(id));
        assertThat(page.text()).contains("The last 1 call that this node has refused");
        assertThat(page.select(".ks-tabs a[aria-current]").eachText()).containsExactly("Requests");
    }

    @Test
    void aPageHasFiftyCalls() {
        RecentDecisions many = new RecentDecisions(AccessLogSettings.standard(), 70, 1_000, 1);
        try (Site busy = new Site(new InMemoryApiKeyStore(), builder -> builder.requests(many), many)) {
            String key = busy.first.reveal();
            for (int i = 0; i < 70; i++) {
                busy.call(key, "flows:read");
            }
            many.onLoss(3);

            for (String path : List.of("/w/acme/requests", path(busy.first) + "requests")) {
                Document page = page(busy, path);
                assertThat(page.select("tbody tr")).hasSize(50);
                assertThat(page.text()).contains("The last 50 calls", "Some calls are missing");
            }
        }
    }

    @Test
    void whatIsNotKeptIsNotShown() {
        RecentDecisions sparse = new RecentDecisions(
                AccessLogSettings.standard().withoutPaths().withoutUserAgents().withAddresses(AddressMask.none()));
        try (Site quiet = new Site(new InMemoryApiKeyStore(), builder -> builder.requests(sparse), sparse)) {
            quiet.call(quiet.first.reveal(), "flows:read");

            assertThat(page(quiet, "/w/acme/requests").select("tbody tr").eachText())
                    .containsExactly("30 Nov 2026, 08:12:30 UTC Granted nightly export POST");
        }
    }

    @Test
    void withoutCallsThePageSaysSo() {
        assertThat(page(site, "/w/acme/requests").text()).contains("No calls yet");
        assertThat(page(site, path(site.first) + "requests").text()).contains("No calls yet");
    }

    @Test
    void withoutRecentDecisionsThereIsNoPageAndNoTab() {
        Console console = Console.builder(
                        site.keystile.keys(), new TestUsers(site.acting.record().id()))
                .environments("live")
                .clock(site.clock)
                .build();

        ConsoleResponse list = console.respond(TestRequest.get("/w/acme/").as(TestUsers.READER));
        assertThat(Jsoup.parse(list.body()).select("a").eachText()).doesNotContain("Requests");
        for (String path : List.of("/w/acme/requests", path(site.first) + "requests")) {
            assertThat(console.respond(TestRequest.get(path).as(TestUsers.READER))
                            .status())
                    .isEqualTo(404);
        }
    }

    private static String path(IssuedKey key) {
        return "/w/acme/keys/" + key.record().id() + "/";
    }

    private static Document page(Site site, String path) {
        ConsoleResponse response = site.console.respond(TestRequest.get(path).as(TestUsers.READER));
        assertThat(response.status()).isEqualTo(200);
        return Jsoup.parse(response.body());
    }
}
