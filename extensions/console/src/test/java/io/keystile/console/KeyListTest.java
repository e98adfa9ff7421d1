package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyListTest {
    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void keysAreListedNewestFirstAndPageByPage() {
        for (int i = 0; i < 230; i++) {
            site.clock.pass(Duration.ofSeconds(1));
            site.issue("acme", "key " + i);
        }

        Document first = list("");
        Document second = list(older(first));
        Document third = list(older(second));

        assertThat(names(first)).hasSize(100).startsWith("key 229", "key 228");
        assertThat(names(second)).hasSize(100).startsWith("key 129");
        assertThat(names(third)).hasSize(32).contains("deployer", "nightly export");
        assertThat(third.select("a:contains(Older keys)")).isEmpty();
        Set<String> all = new HashSet<>(names(first));
        all.addAll(names(second));
        all.addAll(names(third));
        assertThat(all).hasSize(232);
    }

    @Test
    void aPageKeepsTheFilter() {
        for (int i = 0; i < 120; i++) {
            site.clock.pass(Duration.ofSeconds(1));
            site.issue("acme", (i % 10 == 0 ? "x & y " : "a+b ") + i);
        }

        Document first = list("?name=a%2Bb&environment=live&status=active");

        assertThat(names(first)).hasSize(100).allMatch(name -> name.startsWith("a+b"));
        assertThat(names(list(older(first)))).hasSize(8).allMatch(name -> name.startsWith("a+b"));
        assertThat(names(list("?name=x+%26+y"))).hasSize(12);
    }

    @Test
    void keysAreFilteredByEnvironmentAndStatus() {
        site.keystile.keys().disable(Site.SYSTEM, site.first.record().id());

        assertThat(names(list("?status=DISABLED"))).containsExactly("nightly export");
        assertThat(names(list("?status=ACTIVE"))).containsExactly("deployer");
        assertThat(names(list("?environment=staging"))).isEmpty();
        assertThat(list("?environment=staging").text()).contains("No key matches");
        // Values that do not exist filter nothing.
        assertThat(names(list("?environment=x&status=y&after=z"))).hasSize(2);
    }

    @Test
    void whatDeservesALookIsSaid() {
        Instant now = site.clock.instant();
        site.clock.set(now.minus(Duration.ofDays(100)));
        IssuedKey idle = site.issue("acme", "idle");
        site.issue("acme", "unused");
        IssuedKey refused = site.issue("acme", "refused");
        IssuedKey replaced = site.issue("acme", "replaced");
        site.keystile
                .keys()
                .issue(
                        Site.SYSTEM,
                        "acme",
                        "live",
                        ApiKeySettings.named("ending").withExpiry(now.plus(Duration.ofDays(3))));
        site.clock.set(now);
        site.use(idle, now.minus(Duration.ofDays(95)));
        site.keystile.keys().rotate(Site.SYSTEM, replaced.record().id(), Overlap.of(Duration.ofDays(2)));
        String key = refused.reveal();
        for (int i = 0; i < 30; i++) {
            site.call(key, "flows:read");
        }

        Document list = list("");

        assertThat(hints(list, "idle")).isEqualTo("Active Not used for 3 months");
        assertThat(hints(list, "unused")).isEqualTo("Active Never used");
        assertThat(hints(list, "ending")).isEqualTo("Active Expires in 3 days Never used");
        assertThat(hints(list, "refused")).contains("Most calls are refused");
        assertThat(list.text()).contains("Replaced, ends in 2 days");
        assertThat(hints(list, "deployer")).isEqualTo("Active");
    }

    @Test
    void anEmptyWorkspaceSaysHowToBegin() {
        site.keystile.keys().createWorkspace(Site.SYSTEM, WorkspaceRecord.of("empty", "free"));

        Document list = Jsoup.parse(site.console
                .respond(TestRequest.get("/w/empty/").as(TestUsers.OPERATOR))
                .body());

        assertThat(list.text()).contains("No keys yet", "curl -H \"Authorization: Bearer $API_KEY\"");
        assertThat(list.select("a:contains(Generate New API Key)")).hasSize(2);
    }

    @Test
    void aReaderIsOfferedNoChange() {
        for (String path :
                List.of("/w/acme/", "/w/acme/keys/" + site.first.record().id() + "/")) {
            Document page = Jsoup.parse(site.console
                    .respond(TestRequest.get(path).as(TestUsers.READER))
                    .body());
            assertThat(page.select("form[method=post]")).isEmpty();
            assertThat(page.select("a").eachText())
                    .doesNotContain("Generate New API Key", "Edit", "Rotate", "Revoke", "Delete");
        }
    }

    private Document list(String query) {
        return Jsoup.parse(site.console
                .respond(TestRequest.get("/w/acme/" + query).as(TestUsers.MANAGER))
                .body());
    }

    private static String older(Document page) {
        return page.expectFirst("a:contains(Older keys)").attr("href").substring("./".length());
    }

    private static List<String> names(Document page) {
        return page.select("tbody a.ks-name").eachText();
    }

    private static String hints(Document page, String name) {
        return page.select("tbody tr").stream()
                .filter(row -> row.select("a.ks-name").text().equals(name))
                .map(row -> row.select("td[data-label=Status]").text())
                .findFirst()
                .orElseThrow();
    }
}
