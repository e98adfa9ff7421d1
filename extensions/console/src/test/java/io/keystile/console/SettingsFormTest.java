package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFormTest {
    private static final String NONCE = "abcdefghijklmnopqrstuv";

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aRuleThatTheFieldsTogetherBreakIsSaidAboveTheForm() {
        ConsoleResponse response = issue(TestUsers.OPERATOR, "name", "n", "plan", "pro", "allowlist", "203.0.113.0/24");

        assertThat(response.status()).isEqualTo(422);
        assertThat(problem(response)).contains("Plan \"pro\" has no allowlists");
        assertThat(Jsoup.parse(response.body()).select("details[open]")).hasSize(1);
    }

    @Test
    void everyFieldOfAMemberBecomesASetting() {
        ConsoleResponse response = issue(
                TestUsers.MANAGER,
                "name",
                " CI ",
                "permission",
                "flows:read",
                "permission",
                "reports:read",
                "expiry",
                "custom",
                "expiryDate",
                "2027-01-31T18:30",
                "allowlist",
                "203.0.113.0/24\r\n2001:db8::/32",
                "owner",
                "Team A",
                "tags",
                "team:a, nightly",
                "services",
                "billing",
                "metadata",
                "repo=acme/ci\r\nnote = x=y");

        assertThat(response.status()).isEqualTo(200);
        ApiKeySettings wanted = ApiKeySettings.named("CI")
                .withPermissions("flows:read", "reports:read")
                .withExpiry(Instant.parse("2027-01-31T18:30:00Z"))
                .withAllowlist(IpAllowlist.of("203.0.113.0/24", "2001:db8::/32"))
                .withOwner("Team A")
                .withTags("nightly", "team:a")
                .withServices("billing")
                .withMetadata(Map.of("repo", "acme/ci", "note", "x=y"));
        assertThat(newest().settings()).isEqualTo(wanted);
        assertThat(newest().createdBy()).isEqualTo("mia@acme.example");
    }

    @Test
    void anOperatorSetsPlanAndLimits() {
        issue(TestUsers.OPERATOR, "name", "n", "plan", "pro", "limits", "10/1s\r\nnightly 500/1d");

        assertThat(newest().settings().plan()).isEqualTo("pro");
        assertThat(newest().settings().limits())
                .containsExactly(RateLimit.perSecond(10), RateLimit.of("nightly", 500, Duration.ofDays(1)));
    }

    @Test
    void aMemberCannotSetPlanOrLimitsByAFormOfTheirOwn() {
        assertThat(issue(TestUsers.MANAGER, "name", "n", "plan", "pro").status())
                .isEqualTo(403);
        assertThat(issue(TestUsers.MANAGER, "name", "n", "limits", "9/1s").status())
                .isEqualTo(403);
        assertThat(Jsoup.parse(page("/w/acme/new", TestUsers.MANAGER)).select("#f-plan, #f-limits"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "name, ''",
        "permission, not a permission",
        "allowlist, 10.0.0.300",
        "tags, UPPER",
        "services, Bad_One",
        "metadata, no equals sign",
        "limits, 100 per minute",
        "plan, No Plan",
        "expiry, custom",
        "expiry, soon",
        "environment, mars",
    })
    void aFieldThatIsWrongIsNamedWithWhatWasEntered(String field, String value) {
        ConsoleResponse response = issue(TestUsers.OPERATOR, "name", "n", field, value);
        Document form = Jsoup.parse(response.body());
        String id = field.equals("permission") ? "permissions" : field;

        assertThat(response.status()).isEqualTo(422);
        assertThat(form.select("[role=alert] a").eachAttr("href")).containsExactly("#f-" + id);
        assertThat(form.select("#f-" + id)).hasSize(1);
        assertThat(form.expectFirst("#e-" + id).text())
                .isEqualTo(form.select("[role=alert] a").text());
        assertThat(form.expectFirst("#f-" + id).attr("aria-describedby").split(" "))
                .contains("e-" + id);
    }

    @Test
    void aMemberIsOfferedWhatTheyCanGrantOnly() {
        assertThat(offered("/w/acme/new", TestUsers.MANAGER))
                .containsExactly("flows:read", "flows:execute", "reports:read");
        assertThat(offered("/w/acme/new", TestUsers.FEW)).containsExactly("flows:read");
        // The workspace allows no reports.
        assertThat(offered("/w/globex/new", TestUsers.OTHER)).containsExactly("flows:read", "flows:execute");
    }

    @Test
    void aPermissionThatTheKeyHasIsOfferedWhenItIsEdited() {
        ApiKeyRecord key = site.issue("acme", "old", "legacy:thing").record();

        Document form = Jsoup.parse(page("/w/acme/keys/" + key.id() + "/edit", TestUsers.MANAGER));

        assertThat(form.select("[name=permission][checked]").eachAttr("value")).containsExactly("legacy:thing");
    }

    @Test
    void theExpiryThatWasShownIsTheOneThatIsStored() {
        Document form = Jsoup.parse(page("/w/acme/new", TestUsers.MANAGER));
        String from = form.expectFirst("[name=expiryFrom]").attr("value");
        String shown = form.expectFirst("#x-PT720H ~ span time").attr("datetime");

        site.clock.pass(Duration.ofMinutes(17));
        issue(TestUsers.MANAGER, "name", "n", "expiry", "PT720H", "expiryFrom", from);

        assertThat(newest().settings().expiresAt()).isEqualTo(Instant.parse(shown));
    }

    @Test
    void aLongerExpiryCannotBeHadByAFalseStart() {
        issue(TestUsers.MANAGER, "name", "n", "expiry", "PT720H", "expiryFrom", "2036-01-01T00:00:00Z");

        assertThat(newest().settings().expiresAt()).isEqualTo(Instant.parse("2026-12-30T08:12:00Z"));
    }

    @Test
    void thePolicyOfThePlanBoundsWhatIsOffered() {
        KeyPolicy policy = KeyPolicy.NONE.withLongestLife(Duration.ofDays(45)).withEnvironments("staging");
        Plans plans =
                Plans.standard().with(Plan.of("strict", RateLimit.perMinute(1)).withPolicy(policy));
        try (Site strict = new Site(new InMemoryApiKeyStore(), plans, "strict", builder -> {})) {

            Document form = Jsoup.parse(strict.console
                    .respond(TestRequest.get("/w/acme/new").as(TestUsers.MANAGER))
                    .body());

            assertThat(form.select("[name=expiry]").eachAttr("value")).containsExactly("PT720H", "PT1080H", "custom");
            assertThat(form.select("[name=environment]").eachAttr("value")).containsExactly("staging");
            assertThat(form.text()).contains("has no lists of allowed addresses");
        }
    }

    @Test
    void lifeOfLessThanADayIsOfferedInHours() {
        Plans plans = Plans.standard()
                .with(Plan.of("brief", RateLimit.perMinute(1))
                        .withPolicy(KeyPolicy.NONE.withLongestLife(Duration.ofHours(12))));
        try (Site brief = new Site(new InMemoryApiKeyStore(), plans, "brief", builder -> {})) {

            Document form = Jsoup.parse(brief.console
                    .respond(TestRequest.get("/w/acme/new").as(TestUsers.MANAGER))
                    .body());

            assertThat(form.expectFirst("label[for=x-PT12H]").text()).isEqualTo("In 12 hours");
        }
    }

    @Test
    void metadataThatTheFormCannotExpressSurvivesAnEdit() {
        ApiKeyRecord key = site.first.record();
        ApiKeySettings odd = key.settings()
                .withMetadata("a=b", "c")
                .withMetadata("", "no name")
                .withMetadata("padded", " v ");
        site.keystile.keys().update(Site.SYSTEM, key, odd);
        String path = "/w/acme/keys/" + key.id() + "/edit";
        String shown = Jsoup.parse(page(path, TestUsers.MANAGER))
                .expectFirst("[name=metadata]")
                .wholeText()
                .replace("\n", "\r\n");

        ConsoleResponse response =
                site.console.respond(TestRequest.post(path, "version", "2", "name", "renamed", "metadata", shown)
                        .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(303);
        ApiKeySettings now =
                site.keystile.keys().unrestricted().find(key.id()).orElseThrow().settings();
        assertThat(now.name()).isEqualTo("renamed");
        assertThat(now.metadata()).isEqualTo(odd.metadata());
    }

    @Test
    void whatAFormDoesNotHaveStaysAsItWas() {
        ApiKeyRecord key = site.first.record();
        ApiKeySettings rich = key.settings()
                .withPlan("pro")
                .withLimits(RateLimit.perSecond(3))
                .withTags("a")
                .withServices("b")
                .withMetadata("c", "d")
                .withOwner("e");
        site.keystile.keys().update(Site.SYSTEM, key, rich);

        ConsoleResponse response = site.console.respond(TestRequest.post(
                        "/w/acme/keys/" + key.id() + "/edit",
                        "version",
                        "2",
                        "name",
                        "renamed",
                        "permission",
                        "flows:read")
                .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(303);
        assertThat(site.keystile
                        .keys()
                        .unrestricted()
                        .find(key.id())
                        .orElseThrow()
                        .settings())
                .isEqualTo(rich.withName("renamed").withPermissions(PermissionSet.of("flows:read")));
    }

    @Test
    void withoutACatalogPermissionsAreText() {
        try (Site plain = new Site(new InMemoryApiKeyStore(), builder -> {})) {
            Console console = Console.builder(
                            plain.keystile.keys(),
                            new TestUsers(plain.acting.record().id()))
                    .environments("live")
                    .clock(plain.clock)
                    .build();

            ConsoleResponse response = console.respond(TestRequest.post(
                            "/w/acme/new",
                            "nonce",
                            NONCE,
                            "name",
                            "text",
                            "environment",
                            "live",
                            "permissions",
                            "flows:read\r\nreports:read")
                    .as(TestUsers.MANAGER));

            assertThat(response.status()).isEqualTo(200);
            assertThat(newest(plain).settings().permissions())
                    .isEqualTo(PermissionSet.of("flows:read", "reports:read"));
        }
    }

    @Test
    void aFullPlanIsExplained() {
        Plans plans = Plans.standard()
                .with(Plan.of("one", RateLimit.perMinute(1)).withPolicy(KeyPolicy.NONE.withMostLiveKeys(2)));
        try (Site full = new Site(new InMemoryApiKeyStore(), plans, "one", builder -> {})) {

            ConsoleResponse response = full.console.respond(
                    TestRequest.post("/w/acme/new", "nonce", NONCE, "name", "n", "environment", "live")
                            .as(TestUsers.MANAGER));

            assertThat(response.status()).isEqualTo(409);
            assertThat(problem(response)).contains("2 live keys");
        }
    }

    private ConsoleResponse issue(String user, String... fields) {
        List<String> all = new ArrayList<>(List.of("nonce", NONCE));
        if (!List.of(fields).contains("environment")) {
            all.addAll(List.of("environment", "live"));
        }
        // A later field of the same name takes the place of an earlier one.
        for (int i = 0; i < fields.length; i += 2) {
            int before = fields[i].equals("permission") ? -1 : all.indexOf(fields[i]);
            if (before >= 0) {
                all.set(before + 1, fields[i + 1]);
            } else {
                all.addAll(List.of(fields[i], fields[i + 1]));
            }
        }
        return site.console.respond(
                TestRequest.post("/w/acme/new", all.toArray(String[]::new)).as(user));
    }

    private String page(String path, String user) {
        return site.console.respond(TestRequest.get(path).as(user)).body();
    }

    private List<String> offered(String path, String user) {
        return Jsoup.parse(page(path, user)).select("[name=permission]").eachAttr("value");
    }

    private static String problem(ConsoleResponse response) {
        return Jsoup.parse(response.body()).expectFirst("[role=alert]").text();
    }

    private ApiKeyRecord newest() {
        return newest(site);
    }

    private static ApiKeyRecord newest(Site where) {
        return where
                .keystile
                .keys()
                .unrestricted()
                .list(KeyQuery.ofWorkspace("acme").newestFirst())
                .stream()
                .filter(key -> !List.of("nightly export", "deployer")
                        .contains(key.settings().name()))
                .findFirst()
                .orElseThrow();
    }
}
