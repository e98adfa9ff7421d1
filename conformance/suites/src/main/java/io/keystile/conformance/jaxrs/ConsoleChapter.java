package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console and its API are served whole, in an application whose other resources need a key. */
abstract class ConsoleChapter extends JaxRsChapter {
    private static final String USER = "X-Test-User: mia";
    private static final String OWN_PAGE = "Sec-Fetch-Site: same-origin";
    private static final String KEYS = "/console-api/workspaces/enterprise/keys";

    ConsoleChapter(JaxRsSite site) {
        super(site);
    }

    @ParameterizedTest
    @CsvSource({
        "/console, /console/",
        "/console/, /console/w/enterprise/",
        "/console/w/enterprise, /console/w/enterprise/",
    })
    void placesLeadToPages(String path, String target) {
        Answer answer = get(path, USER);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(303);
        assertThat(answer.header("Location")).singleElement().asString().endsWith(target);
    }

    @Test
    void pageHasItsHeaders() {
        Answer answer = get("/console/w/enterprise/", USER);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.header("Content-Type"))
                .singleElement()
                .asString()
                .isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(answer.header("Content-Security-Policy")).hasSize(1);
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.body()).contains("</html>");
    }

    @Test
    void formIssuesAKey() {
        Answer answer = site.client()
                .send(
                        "POST",
                        "/console/w/enterprise/new",
                        "nonce=abcdefghijklmnopqrstuv&name=na%C3%AFve&environment=live&expiry=never",
                        USER,
                        OWN_PAGE,
                        "Content-Type: application/x-www-form-urlencoded");

        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        assertThat(answer.body()).contains("pk_live_");
    }

    @Test
    void formOfAnotherSiteIsRefused() {
        Answer answer = site.client()
                .send(
                        "POST",
                        "/console/w/enterprise/new",
                        "nonce=abcdefghijklmnopqrstux&name=n&environment=live",
                        USER,
                        "Sec-Fetch-Site: cross-site",
                        "Content-Type: application/x-www-form-urlencoded");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Security-Policy")).hasSize(1);
    }

    @Test
    void everyMethodOfTheApiArrives() {
        Answer issued =
                json("POST", KEYS, "{\"name\": \"n\", \"environment\": \"live\"}", "Content-Type: application/json");
        assertThat(issued.status()).as(issued.raw()).isEqualTo(201);
        Matcher id = Pattern.compile("\"id\":\"([A-Za-z0-9]+)\"").matcher(issued.body());
        assertThat(id.find()).isTrue();
        String key = KEYS + "/" + id.group(1);
        assertThat(issued.header("Location")).singleElement().asString().endsWith(key);
        Answer changed = json(
                "PATCH", key, "{\"name\": \"n2\"}", "Content-Type: application/merge-patch+json", "If-Match: \"1\"");
        assertThat(changed.status()).as(changed.raw()).isEqualTo(200);
        assertThat(changed.header("ETag")).containsExactly("\"2\"");
        assertThat(changed.header("Content-Type")).containsExactly("application/json");
        assertThat(json("DELETE", key, "").status()).isEqualTo(403);
        assertThat(json("POST", key + "/disable", "").status()).isEqualTo(200);
        assertThat(get(KEYS + "?limit=1", USER).status()).isEqualTo(200);
        assertThat(send("HEAD", key, USER).status()).isEqualTo(200);
    }

    private Answer json(String method, String path, String body, String... headerLines) {
        String[] lines = new String[headerLines.length + 2];
        System.arraycopy(headerLines, 0, lines, 0, headerLines.length);
        lines[headerLines.length] = USER;
        lines[headerLines.length + 1] = OWN_PAGE;
        return site.client().send(method, path, body, lines);
    }

    /** They are open, so that the console's own answer arrives, and only to whom the log-in knows. */
    @ParameterizedTest
    @ValueSource(strings = {"/console/w/enterprise/", KEYS})
    void nobodyIsToldByTheConsole(String path) {
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Security-Policy")).hasSize(1);
    }

    @Test
    void ambiguousPathIsNotOpen() {
        assertKeyRequired(get("/console/w/enterprise;x=1/", USER));
        assertKeyRequired(get("/answers/caller", USER));
    }
}
