package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.AlertReport;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Records may hold any printable text, since a store can be filled by others. */
class HostileTextTest {
    private static final List<String> PIECES = List.of(
            "<",
            ">",
            "&",
            "\"",
            "'",
            "`",
            "${",
            "}",
            "<script>alert(1)</script>",
            "\"><img src=x>",
            "' autofocus x='",
            "</title>",
            "</textarea>",
            "</option>",
            "<!--",
            "-->",
            "]]>",
            "&lt;",
            "&#x3c;",
            "javascript:",
            "\u202e",
            "\u2066",
            "\u200b",
            "\u2028",
            "é",
            "键",
            "😀",
            " ",
            "a",
            "Z",
            "=",
            "/",
            "\\",
            "@",
            "$unsafe{1}");

    private static final InMemoryApiKeyStore STORE = new InMemoryApiKeyStore();
    private static final Site SITE = new Site(STORE, builder -> {});
    private static final String CALLER =
            SITE.issue("acme", "caller", "flows:read").reveal();

    @AfterContainer
    static void close() {
        SITE.close();
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(PIECES)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(pieces -> pieces.stream().collect(Collectors.joining()))
                .filter(text -> !text.isBlank() && text.length() <= 90 && text.equals(text.strip()));
    }

    @Property(tries = 150)
    void textsOfRecordsComeBackWhole(@ForAll("hostile") String text) {
        Document plain = keyPage(record("plain"));
        ApiKeyRecord record = record(text);

        Document list = page("/w/acme/?name=" + TestRequest.formOf("x", text).substring(2));
        Element link = Objects.requireNonNull(
                list.selectFirst("a[href='keys/" + record.id() + "/']"),
                () -> list.body().html());
        assertThat(link.wholeText()).isEqualTo(text);
        assertThat(link.attr("title")).isEqualTo(text);
        assertThat(list.expectFirst("#name").attr("value")).isEqualTo(text);

        Document key = keyPage(record);
        assertThat(key.expectFirst("h1").wholeText()).isEqualTo(text);
        assertThat(key.title()).contains("Acme Cloud");
        assertThat(shape(key)).isEqualTo(shape(plain));
        assertThat(key.select("dd bdi").eachText()).hasSize(3);
        assertThat(key.expectFirst("dd bdi").wholeText()).isEqualTo(text);
    }

    @Property(tries = 100)
    void whatWasEnteredComesBackWhole(@ForAll("hostile") String text) {
        ConsoleResponse response = SITE.console.respond(TestRequest.post(
                        "/w/acme/new",
                        "nonce",
                        "abcdefghijklmnopqrstuv",
                        "name",
                        text,
                        "environment",
                        text,
                        "permissions",
                        text,
                        "permission",
                        text,
                        "expiry",
                        text,
                        "expiryDate",
                        text,
                        "allowlist",
                        text,
                        "owner",
                        text,
                        "tags",
                        text,
                        "metadata",
                        text)
                .as(TestUsers.MANAGER));
        Document form = Jsoup.parse(response.body());

        assertThat(response.status()).isEqualTo(422);
        assertThat(form.expectFirst("#f-name").attr("value")).isEqualTo(text);
        assertThat(form.expectFirst("#f-owner").attr("value")).isEqualTo(text);
        assertThat(form.expectFirst("#f-metadata").wholeText()).isEqualTo(text);
        requireHarmless(form);
    }

    /** An entry may have been written by a node that accepts other names of people. */
    @Property(tries = 100)
    void textsOfTheHistoryComeBackWhole(@ForAll("hostile") String text) {
        List<String> plain = shape(historyRow("plain"));
        Element row = historyRow(text);

        assertThat(shape(row)).isEqualTo(plain);
        assertThat(row.select("bdi")).extracting(Element::wholeText).containsExactly(text, text, text, text);
    }

    private Element historyRow(String text) {
        AuditEntry entry = new AuditEntry(
                SITE.clock.instant(),
                text,
                "updated",
                "acme",
                null,
                text,
                List.of(new FieldChange("name", text, text)));
        STORE.audit().orElseThrow().append(List.of(entry), 1_000);
        return page("/w/acme/changes").expectFirst("tbody tr");
    }

    /** What a client sends is masked before it is kept. */
    @Property(tries = 100)
    void textsOfClientsMakeNoMarkup(@ForAll("hostile") String text) {
        List<String> plain = shape(requestRow("plain"));

        assertThat(shape(requestRow(text))).isEqualTo(plain);
    }

    private Element requestRow(String userAgent) {
        SITE.call(CALLER, "flows:read", userAgent);
        return page("/w/acme/requests").expectFirst("tbody tr");
    }

    /** A rule of the application's own may write any text, and so may whoever writes the store. */
    @Property(tries = 100)
    void textsOfAlertsAndTheirSettingsComeBackWhole(@ForAll("hostile") String text) {
        Instant now = SITE.clock.instant();
        ApiKeyRecord key = record(text);
        Alert alert = new Alert(
                "new-network",
                AlertSeverity.WARNING,
                Alert.Phase.OPENED,
                key.id(),
                true,
                "acme",
                null,
                now,
                now,
                1,
                false,
                text);
        SITE.alerts.report(new AlertReport("a", alert, null, now));
        Document alerts = page("/w/acme/keys/" + key.id() + "/alerts");
        assertThat(alerts.expectFirst("article > p.ks-wrap").wholeText()).isEqualTo(text);
        assertThat(alerts.expectFirst("article a").wholeText()).isEqualTo(text);

        ConsoleResponse response = SITE.console.respond(TestRequest.post(
                        "/w/acme/alerts/settings",
                        "version",
                        text,
                        "webhooks",
                        text,
                        "emails",
                        text,
                        "threshold-wrong-secrets",
                        text)
                .as(TestUsers.MANAGER));
        Document form = Jsoup.parse(response.body());
        assertThat(response.status()).isEqualTo(422);
        assertThat(form.expectFirst("#webhooks").wholeText()).isEqualTo(text);
        assertThat(form.expectFirst("#emails").wholeText()).isEqualTo(text);
        assertThat(form.expectFirst("input[name=threshold-wrong-secrets]").attr("value"))
                .isEqualTo(text);
        requireHarmless(form);
    }

    private ApiKeyRecord record(String text) {
        IssuedKey issued = SITE.issue("acme", "made");
        ApiKeyRecord record = issued.record();
        ApiKeySettings settings =
                record.settings().withName(text).withOwner(text).withMetadata("note " + text.length(), text);
        ApiKeyRecord hostile = record.withSettings(settings).revoked(text);
        STORE.replace(record.withSettings(settings));
        STORE.replace(hostile);
        return hostile;
    }

    private Document keyPage(ApiKeyRecord record) {
        return page("/w/acme/keys/" + record.id() + "/");
    }

    private Document page(String target) {
        ConsoleResponse response = SITE.console.respond(TestRequest.get(target).as(TestUsers.MANAGER));
        assertThat(response.status()).isEqualTo(200);
        Document page = Jsoup.parse(response.body());
        requireHarmless(page);
        return page;
    }

    private static void requireHarmless(Document page) {
        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("img, iframe, object, style")).isEmpty();
        assertThat(page.getAllElements())
                .allSatisfy(element -> assertThat(element.attributes().asList())
                        .noneMatch(attribute -> attribute.getKey().startsWith("on")
                                || attribute.getKey().equals("style")
                                || (List.of("href", "src", "action").contains(attribute.getKey())
                                        && attribute.getValue().contains(":"))));
    }

    /** Returns the elements of a page in order: a text that makes markup would add some. */
    private static List<String> shape(Element page) {
        return page.getAllElements().stream()
                .map(element -> element.tagName() + "." + element.className())
                .toList();
    }
}
