package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.admin.IssuedKey;
import io.keystile.console.views.AlertTexts;
import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertReport;
import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.AlertSettingsStore;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import io.keystile.store.InMemoryApiKeyStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertPagesTest {
    private final Site site = new Site();
    private final Instant now = site.clock.instant();

    @AfterEach
    void close() {
        site.close();
    }

    private static KeyId id(IssuedKey key) {
        return key.record().id();
    }

    private void report(
            String rule,
            AlertSeverity severity,
            @Nullable KeyId key,
            boolean verified,
            @Nullable String workspace,
            int minutesAgo,
            String text) {
        Instant at = now.minus(Duration.ofMinutes(minutesAgo));
        Alert alert = new Alert(
                rule,
                severity,
                Phase.OPENED,
                key,
                verified,
                verified ? workspace : null,
                CidrBlock.parse("192.0.2.0/24"),
                at,
                at,
                1_204,
                false,
                text);
        site.alerts.report(new AlertReport("a", alert, workspace, at.plus(Duration.ofMinutes(15))));
    }

    private Document page(String target, String user) {
        ConsoleResponse response = site.console.respond(TestRequest.get(target).as(user));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return Jsoup.parse(response.body());
    }

    private void fill() {
        report("new-network", AlertSeverity.WARNING, id(site.first), true, "acme", 60, "Used from a new network");
        report("wrong-secrets", AlertSeverity.CRITICAL, id(site.first), false, "acme", 10, "10 wrong secrets");
        report("ended-key", AlertSeverity.INFO, id(site.foreign), true, "globex", 5, "Used although it has expired");
        report("unknown-ids", AlertSeverity.WARNING, null, false, null, 3, "20 different unknown ids");
        report("plaintext-key", AlertSeverity.WARNING, id(site.acting), false, null, 2, "Sent in clear text");
    }

    @Test
    void membersSeeTheIncidentsOfTheirWorkspaceNewestFirst() {
        fill();
        Document page = page("/w/acme/alerts", TestUsers.READER);

        assertThat(page.select("article h2").eachText())
                .containsExactly("Wrong secrets for the id of a key", "Used from a new network");
        assertThat(page.select("article").get(0).text())
                .contains(
                        "Critical: look at it now",
                        "Open",
                        "Somebody claims to be this key.",
                        "10 wrong secrets",
                        "nightly export",
                        "192.0.2.0/24",
                        "1,204 times",
                        "Notify the owner if it is their network.");
        assertThat(page.select("article").get(1).text())
                .contains("Warning: look at it today", "Ended")
                .doesNotContain("Somebody claims");
        assertThat(page.expectFirst("article a").attr("href")).isEqualTo("../../w/acme/keys/" + id(site.first) + "/");
        assertThat(page.text()).doesNotContain("globex", "unknown ids", "clear text");
    }

    @Test
    void openIncidentsCanBeListedAlone() {
        fill();
        Document page = page("/w/acme/alerts?open", TestUsers.READER);
        assertThat(page.select("article h2").eachText()).containsExactly("Wrong secrets for the id of a key");
        assertThat(page.select(".ks-switch a[aria-current]").eachText()).containsExactly("Open");
    }

    /** Nobody knows whose the key is that was claimed, but the page of the key does. */
    @Test
    void keyHasAllThatIsAboutIt() {
        fill();
        Document page = page("/w/acme/keys/" + id(site.acting) + "/alerts", TestUsers.READER);
        assertThat(page.select("article h2").eachText()).containsExactly("A key was sent without HTTPS");
        assertThat(page.text()).contains("Somebody claims to be this key.");
        assertThat(page.select("a[href='alerts/settings']")).isEmpty();

        Document key = page("/w/acme/keys/" + id(site.first) + "/", TestUsers.READER);
        assertThat(key.select("a[href=alerts]").eachText()).containsExactly("Alerts");
    }

    /** Those of the workspace are about keys of all environments. */
    @Test
    void somebodyWhoActsWithAKeySeesThoseOfSingleKeysOnly() {
        fill();
        assertThat(page("/w/acme/alerts", TestUsers.KEY).select("article")).isEmpty();
        assertThat(page("/w/acme/keys/" + id(site.first) + "/alerts", TestUsers.KEY)
                        .select("article"))
                .hasSize(2);
    }

    @Test
    void operatorsSeeAllAndThoseOfNoWorkspaceToo() {
        fill();
        Document page = page("/alerts", TestUsers.OPERATOR);
        assertThat(page.select("article")).hasSize(5);
        assertThat(page.text()).contains("20 different unknown ids", "globex", "their key");
        assertThat(page.select("nav[aria-label=Workspace] a").eachText())
                .containsExactly("Workspaces", "Requests", "Alerts");
        assertThat(page("/w/", TestUsers.OPERATOR).select("a[href='../alerts']"))
                .hasSize(1);
    }

    @Test
    void keyThatIsNotThereAnyMoreIsNamedByItsId() {
        report("new-network", AlertSeverity.WARNING, new KeyId("deleted00001"), true, "acme", 1, "x");
        Document page = page("/w/acme/alerts", TestUsers.READER);
        assertThat(page.select("article code").eachText()).contains("deleted00001");
        assertThat(page.select("article a")).isEmpty();
    }

    @Test
    void pagesContinueWhereTheLastOneEnded() {
        for (int i = 0; i < 120; i++) {
            report("new-network", AlertSeverity.INFO, KeyId.derivedFrom("key" + i), true, "acme", i / 3, "seen " + i);
        }
        List<String> read = new ArrayList<>();
        String target = "/w/acme/alerts";
        for (int pages = 0; pages < 3; pages++) {
            Document page = page(target, TestUsers.READER);
            read.addAll(page.select("article > p.ks-wrap").eachText());
            target = Optional.ofNullable(page.selectFirst(".ks-pages a"))
                    .map(link -> "/w/acme/" + link.attr("href"))
                    .orElse("none");
        }
        assertThat(target).isEqualTo("none");
        assertThat(read).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void malformedPositionIsTheFirstPage() {
        fill();
        for (String after :
                List.of("x", "~", "2026-11-30T08:12:00Z~", "2026-11-30T08:12:00Z~%00", "~a", "yesterday~a")) {
            assertThat(page("/w/acme/alerts?after=" + after, TestUsers.READER).select("article"))
                    .as(after)
                    .hasSize(2);
        }
    }

    @Test
    void withoutTheStoreThePageSaysSo() {
        AlertStore down = new AlertStore() {
            @Override
            public void report(AlertReport report) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<StoredAlert> find(String id) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<StoredAlert> list(AlertQuery query) {
                throw new IllegalStateException("jdbc:postgresql://db-7.internal is down");
            }

            @Override
            public int deleteBefore(Instant lastSeen) {
                throw new UnsupportedOperationException();
            }
        };
        try (Site broken = new Site(new InMemoryApiKeyStore(), builder -> builder.alerts(down))) {
            ConsoleResponse response =
                    broken.console.respond(TestRequest.get("/w/acme/alerts").as(TestUsers.READER));
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body())
                    .contains("The alerts cannot be read now")
                    .doesNotContain("jdbc", "db-7");
        }
    }

    @Test
    void withoutTheStoreOfSettingsTheirPageSaysSo() {
        AlertSettingsStore down = new AlertSettingsStore() {
            @Override
            public Map<String, AlertSettings> find(Collection<String> workspaces) {
                throw new IllegalStateException("jdbc:postgresql://db-7.internal is down");
            }

            @Override
            public boolean save(AlertSettings settings) {
                throw new UnsupportedOperationException();
            }
        };
        try (WorkspaceAlerts watch =
                        WorkspaceAlerts.builder(down, key -> Optional.empty()).start();
                Site broken = new Site(new InMemoryApiKeyStore(), builder -> builder.alertSettings(watch))) {
            for (TestRequest request : List.of(
                    TestRequest.get("/w/acme/alerts/settings"),
                    TestRequest.post("/w/acme/alerts/settings"),
                    TestRequest.post("/w/acme/alerts/test"))) {
                ConsoleResponse response = broken.console.respond(request.as(TestUsers.MANAGER));
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.body()).doesNotContain("jdbc", "db-7");
            }
        }
    }

    @Test
    void withoutAlertsThereIsNoPageAndNoTab() {
        Console console = Console.builder(site.keystile.keys(), new TestUsers(id(site.acting)))
                .environments("live")
                .clock(site.clock)
                .build();
        assertThat(console.respond(TestRequest.get("/w/acme/").as(TestUsers.READER))
                        .body())
                .doesNotContain("alerts");
        assertThat(console.respond(TestRequest.get("/w/acme/alerts").as(TestUsers.READER))
                        .status())
                .isEqualTo(404);
        assertThatThrownBy(() -> Console.builder(site.keystile.keys(), new TestUsers(id(site.acting)))
                        .environments("live")
                        .alertSettings(site.workspaceAlerts)
                        .build())
                .isInstanceOf(IllegalStateException.class);
    }

    private static final List<String> FIELDS = List.of(
            "threshold-request-rate",
            "3",
            "threshold-new-network",
            "7",
            "threshold-many-networks",
            "5",
            "threshold-dormant-key",
            "30",
            "threshold-wrong-secrets",
            "10",
            "threshold-denied-key",
            "20");

    private ConsoleResponse save(String... namesAndValues) {
        Map<String, String> form = new LinkedHashMap<>();
        List<String> fields = new ArrayList<>(FIELDS);
        fields.addAll(Arrays.asList(namesAndValues));
        for (int i = 0; i < fields.size(); i += 2) {
            form.put(fields.get(i), fields.get(i + 1));
        }
        String[] flat = form.entrySet().stream()
                .flatMap(field -> List.of(field.getKey(), field.getValue()).stream())
                .toArray(String[]::new);
        return site.console.respond(
                TestRequest.post("/w/acme/alerts/settings", flat).as(TestUsers.MANAGER));
    }

    private AlertSettings stored() {
        return site.workspaceAlerts.settings("acme");
    }

    @Test
    void whatIsSavedIsShownAndUsed() {
        ConsoleResponse response = save(
                "version",
                "0",
                "on-wrong-secrets",
                "on",
                "threshold-wrong-secrets",
                "25",
                "webhooks",
                " https://hooks.example.net/T0/secret \r\n\r\n",
                "emails",
                "ops@example.com\nann@example.com");

        assertThat(response.status()).isEqualTo(303);
        assertThat(stored().version()).isEqualTo(1);
        assertThat(stored().rules().get("wrong-secrets")).isEqualTo(new AlertSettings.Rule(true, 25));
        assertThat(stored().rules().get("new-network")).isEqualTo(new AlertSettings.Rule(false, 7));
        assertThat(stored().webhooks()).containsExactly(URI.create("https://hooks.example.net/T0/secret"));

        Document page = page("/w/acme/alerts/settings?done=saved", TestUsers.MANAGER);
        assertThat(page.select("input[type=checkbox][checked]").eachAttr("name"))
                .containsExactly("on-wrong-secrets");
        assertThat(page.expectFirst("input[name=threshold-wrong-secrets]").attr("value"))
                .isEqualTo("25");
        assertThat(page.expectFirst("#webhooks").wholeText()).isEqualTo("https://hooks.example.net/T0/secret");
        assertThat(page.expectFirst("#emails").wholeText()).isEqualTo("ops@example.com\nann@example.com");
        assertThat(page.text())
                .contains(
                        "Saved.",
                        site.workspaceAlerts.webhookSecret(
                                "acme", stored().webhooks().get(0)));
    }

    @Test
    void everyRuleIsOnUntilSomebodyChooses() {
        Document page = page("/w/acme/alerts/settings", TestUsers.MANAGER);
        assertThat(page.select("input[type=checkbox]")).hasSize(8).allMatch(box -> box.hasAttr("checked"));
        assertThat(page.expectFirst("input[name=version]").attr("value")).isEqualTo("0");
    }

    @Test
    void whatIsOutOfBoundsIsExplainedAndComesBackAsItWasEntered() {
        for (List<String> wrong : List.of(
                List.of("threshold-wrong-secrets", "1001"),
                List.of("threshold-wrong-secrets", "0"),
                List.of("threshold-wrong-secrets", "ten"),
                List.of("threshold-wrong-secrets", "99999999999"),
                List.of("webhooks", "http://hooks.example.net/"),
                List.of("webhooks", "https://127.0.0.1/"),
                List.of("webhooks", "https://169.254.169.254/latest/meta-data"),
                List.of("webhooks", "https://[::1]/"),
                List.of("emails", "stranger@example.org"),
                List.of("emails", "a@example.com\rBcc: b@example.com"))) {
            ConsoleResponse response = save("version", "0", wrong.get(0), wrong.get(1));
            assertThat(response.status()).as(wrong.get(1)).isEqualTo(422);
            Document page = Jsoup.parse(response.body());
            assertThat(page.select(".ks-problem")).as(wrong.get(1)).hasSize(1);
            String shown = wrong.get(0).startsWith("threshold")
                    ? page.expectFirst("input[name=" + wrong.get(0) + "]").attr("value")
                    : page.expectFirst("#" + wrong.get(0)).wholeText();
            assertThat(shown.replace("\r", "")).isEqualTo(wrong.get(1).replace("\r", ""));
        }
        assertThat(stored().version()).isZero();
    }

    @Test
    void changeOfSomebodyElseIsShownAndNotOverwritten() {
        save("version", "0", "emails", "bob@example.com");
        ConsoleResponse response = save("version", "0", "emails", "ann@example.com", "on-new-network", "on");

        assertThat(response.status()).isEqualTo(409);
        Document page = Jsoup.parse(response.body());
        assertThat(page.select("caption + thead + tbody tr").eachText())
                .containsExactly(
                        "Used from a new network off on, after 7 days of watching a key",
                        "E-mail addresses bob@example.com ann@example.com");
        assertThat(stored().emails()).containsExactly("bob@example.com");
        assertThat(page.expectFirst("input[name=version]").attr("value")).isEqualTo("1");
        assertThat(save("version", "1", "emails", "ann@example.com").status()).isEqualTo(303);
    }

    @Test
    void testIsSentAndItsResultsAreShownAndASecondOneHasToWait() {
        save("version", "0", "emails", "ops@example.com");
        TestRequest test = TestRequest.post("/w/acme/alerts/test").as(TestUsers.MANAGER);

        Document page = Jsoup.parse(site.console.respond(test).body());
        assertThat(page.expectFirst("ul[role=status]").text())
                .isEqualTo("Delivered ops@example.com: handed to the mail server");
        assertThat(site.mailer.sent).containsExactly("acme ops@example.com test");

        ConsoleResponse second = site.console.respond(test);
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.headers().toString()).contains("Retry-After");
        assertThat(site.mailer.sent).hasSize(1);
    }

    /** The words of the console are those of the guide, for every rule that the guide has. */
    @Test
    void adviceIsThatOfTheGuide() throws IOException {
        String guide = Files.readString(Path.of("../../docs/monitoring.md"));
        Map<String, String> advice = new LinkedHashMap<>();
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\|[^|\\n]*\\|[^|\\n]*\\| ([^|\\n]*) \\|$")
                .matcher(guide)
                .results()
                .forEach(row -> advice.put(
                        row.group(1),
                        row.group(2).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "")));
        assertThat(advice).hasSizeGreaterThanOrEqualTo(14);
        advice.forEach((rule, text) ->
                assertThat(AlertTexts.of(rule).advice()).as(rule).isEqualTo(text));
    }
}
