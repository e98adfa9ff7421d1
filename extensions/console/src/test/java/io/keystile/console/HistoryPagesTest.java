package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryPagesTest {
    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    private void edit(IssuedKey key, ApiKeySettings settings) {
        site.clock.pass(Duration.ofSeconds(1));
        site.keystile
                .keys()
                .update(
                        TestUsers.MIA,
                        site.keystile
                                .keys()
                                .unrestricted()
                                .find(key.record().id())
                                .orElseThrow(),
                        settings);
    }

    @Test
    void everyChangeOfAKeySaysWhoDidWhatAndWhy() {
        ApiKeySettings settings = site.first.record().settings();
        edit(
                site.first,
                settings.withName("deploy")
                        .withPermissions("flows:read")
                        .withExpiry(Instant.parse("2027-01-01T00:00:00Z")));
        site.clock.pass(Duration.ofSeconds(1));
        site.keystile.keys().revoke(TestUsers.MIA, site.first.record().id(), "leaked in a log");

        Document page = page(key(site.first) + "changes");

        assertThat(page.select("tbody tr").eachText())
                .containsExactly(
                        "30 Nov 2026, 08:12:32 UTC mia@acme.example Revoked leaked in a log"
                                + " status: active → became revoked",
                        "30 Nov 2026, 08:12:31 UTC mia@acme.example Updated"
                                + " name: nightly export → became deploy"
                                + " permissions: flows:execute, flows:read → became flows:read"
                                + " expiry: 1 Jan 2027, 00:00 UTC",
                        "30 Nov 2026, 08:12:30 UTC setup Issued status: active name: nightly export environment: live"
                                + " permissions: flows:execute, flows:read");
        assertThat(page.text()).contains("Who changed deploy, when, and what.");
        assertThat(page.select("thead th").eachText()).doesNotContain("Key");
    }

    @Test
    void whoDeletesAKeyIsToldThatItsHistoryStays() {
        Document page = Jsoup.parse(site.console
                .respond(TestRequest.get(key(site.first) + "delete").as(TestUsers.OPERATOR))
                .body());

        assertThat(page.expectFirst("main").text()).contains("only its history stays in the store");
    }

    @Test
    void theHistoryOfAWorkspaceHasItsKeysAndThoseThatWereDeleted() {
        IssuedKey deleted = site.issue("acme", "short-lived");
        site.clock.pass(Duration.ofSeconds(1));
        site.keystile.keys().delete(Site.SYSTEM, deleted.record().id());
        site.clock.pass(Duration.ofSeconds(1));
        site.keystile.keys().suspendWorkspace(Site.SYSTEM, "acme");

        Document page = page("/w/acme/changes");

        assertThat(page.select("tbody tr").eachText())
                .startsWith(
                        "30 Nov 2026, 08:12:32 UTC setup Suspended the workspace suspended: false → became true",
                        "30 Nov 2026, 08:12:31 UTC setup Deleted "
                                + deleted.record().id()
                                + " deleted status: active name: short-lived environment: live");
        assertThat(page.select("tbody td[data-label=Key] a").eachText()).contains("nightly export", "deployer");
        assertThat(page.text()).doesNotContain("their key", "globex");

        Element link = page.expectFirst("a:contains(" + deleted.record().id() + ")");
        Document ofKey = page("/w/acme/" + link.attr("href"));
        assertThat(ofKey.select("tbody td[data-label=What]").eachText()).containsExactly("Deleted", "Issued");
        assertThat(ofKey.text())
                .contains("Who changed the deleted key " + deleted.record().id());
    }

    /** The id of a key of another workspace, in the query, shows nothing of it. */
    @Test
    void aMemberSeesNoChangeOfAnotherWorkspace() {
        Document page = page("/w/acme/changes?key=" + site.foreign.record().id());

        assertThat(page.select("tbody tr")).isEmpty();
        assertThat(page.text()).contains("No changes here").doesNotContain("their key");
    }

    @Test
    void anOperatorSeesTheChangesOfTheWorkspaceInThePathOnly() {
        for (String query : List.of("", "?key=" + site.foreign.record().id())) {
            ConsoleResponse response = site.console.respond(
                    TestRequest.get("/w/acme/changes" + query).as(TestUsers.OPERATOR));
            assertThat(response.status()).isEqualTo(200);
            assertThat(Jsoup.parse(response.body()).select("tbody").text()).doesNotContain("their key");
        }
    }

    @Test
    void manyFieldsAreShownOnDemand() {
        IssuedKey key = site.issue("acme", "a", "flows:read");
        edit(key, key.record().settings().withOwner("b").withTags("c").withMetadata("d", "e"));
        site.keystile.keys().rotate(Site.SYSTEM, key.record().id(), Overlap.of(Duration.ofDays(1)));

        Document page = page("/w/acme/changes");

        assertThat(page.select("details > summary").eachText()).containsExactly("8 fields");
        assertThat(page.expectFirst("details").text()).contains("owner: b", "metadata: d=e");
        assertThat(page.select("tbody tr").eachText())
                .anySatisfy(
                        row -> assertThat(row).contains("Replaced", "ends: 1 Dec 2026, 08:12 UTC", "ends earlier: no"));
    }

    @Test
    void limitsAndEndsAreSaidInWords() {
        IssuedKey key = site.issue("acme", "a", "flows:read");
        ApiKeySettings settings = key.record().settings();
        RateLimit nightly = RateLimit.of("nightly", 50_000, Duration.ofDays(1));
        site.clock.pass(Duration.ofSeconds(1));
        site.keystile
                .keys()
                .update(Site.SYSTEM, key.record(), settings.withLimits(RateLimit.perMinute(1_000), nightly));
        site.keystile.keys().rotate(Site.SYSTEM, key.record().id(), Overlap.untilFirstUse(Duration.ofDays(1)));

        assertThat(page(key(key) + "changes").select("tbody tr").eachText())
                .anySatisfy(row -> assertThat(row).contains("ends earlier: when its successor is first used"))
                .anySatisfy(row -> assertThat(row)
                        .contains("limits: 1,000 calls per minute (per-minute), 50,000 calls per day (nightly)"));
    }

    @Test
    void pagesFollowEachOther() {
        for (int i = 0; i < 120; i++) {
            // Several changes of one instant, on both sides of the end of a page.
            site.clock.pass(Duration.ofSeconds(i % 7 == 0 ? 1 : 0));
            site.issue("acme", "key " + i);
        }

        List<String> names = new ArrayList<>();
        Document page = page("/w/acme/changes");
        names.addAll(names(page));
        assertThat(page.select("a:contains(Newest changes)")).isEmpty();
        while (!page.select("a:contains(Older changes)").isEmpty()) {
            page = page(
                    "/w/acme/" + page.expectFirst("a:contains(Older changes)").attr("href"));
            names.addAll(names(page));
        }

        assertThat(names).hasSize(123).doesNotHaveDuplicates().startsWith("key 119", "key 118");
        assertThat(page.expectFirst("a:contains(Newest changes)").attr("href")).isEqualTo("changes");
    }

    @Test
    void malformedPositionsAndKeysFilterNothing() {
        int all = page("/w/acme/changes").select("tbody tr").size();

        for (String query :
                List.of("after=x", "after=.", "after=2026-11-30T08:12:30Z.x", "key=%2F", "key=&after=1.2")) {
            assertThat(page("/w/acme/changes?" + query).select("tbody tr"))
                    .as(query)
                    .hasSize(all);
        }
    }

    @Test
    void aStoreWithoutHistoryHasNoPageAndNoTab() {
        ApiKeyStore real = new InMemoryApiKeyStore();
        try (Site without = new Site(
                new ForwardingApiKeyStore() {
                    @Override
                    protected ApiKeyStore delegate() {
                        return real;
                    }

                    @Override
                    public Optional<AuditStore> audit() {
                        return Optional.empty();
                    }
                },
                builder -> {})) {
            String key = "/w/acme/keys/" + without.first.record().id() + "/";
            for (String path : List.of("/w/acme/", key)) {
                ConsoleResponse response =
                        without.console.respond(TestRequest.get(path).as(TestUsers.READER));
                assertThat(Jsoup.parse(response.body()).select("a").eachText()).doesNotContain("History");
            }
            for (String path : List.of("/w/acme/changes", key + "changes")) {
                assertThat(without.console
                                .respond(TestRequest.get(path).as(TestUsers.READER))
                                .status())
                        .isEqualTo(404);
            }
        }
    }

    private static List<String> names(Document page) {
        return page.select("tbody td[data-label=Key]").eachText();
    }

    private static String key(IssuedKey key) {
        return "/w/acme/keys/" + key.record().id() + "/";
    }

    private Document page(String path) {
        ConsoleResponse response = site.console.respond(TestRequest.get(path).as(TestUsers.READER));
        assertThat(response.status()).isEqualTo(200);
        return Jsoup.parse(response.body());
    }
}
