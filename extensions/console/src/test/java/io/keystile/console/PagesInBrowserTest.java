package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.admin.IssuedKey;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page: who can use it, on which screens, how large it is, and how it looks. */
class PagesInBrowserTest {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    private static final int PHONE = 360;

    private static SampleSite sample;
    private static Jetty member;
    private static Jetty operator;

    @BeforeAll
    static void start() {
        sample = new SampleSite();
        member = serve(sample, TestUsers.MANAGER);
        operator = serve(sample, TestUsers.OPERATOR);
    }

    private static Jetty serve(SampleSite served, String user) {
        return new Jetty(served.site.console, "/", "/settings/api-keys", new SignedIn(user));
    }

    @AfterAll
    static void stop() {
        if (sample != null) {
            member.close();
            operator.close();
            sample.close();
        }
    }

    /** Returns every page that can be opened by its address, as operators see it: they see the most. */
    static Stream<String> pages() {
        return Stream.concat(
                new Site()
                        .console.routes().stream()
                                .filter(route -> route.method().equals("GET"))
                                .map(Route::pattern)
                                .filter(pattern -> !pattern.endsWith(".csv") && !pattern.equals("/")),
                Stream.of(
                        "/w/{workspace}/?status=REVOKED",
                        "/w/{workspace}/?name=none",
                        "/w/globex/",
                        "/w/{workspace}/usage?by=minute",
                        "/w/{workspace}/keys/{key}/?done=enabled"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void axeFindsNothingInEitherSchemeAndAPhoneNeedsNoScrollingSideways(String page) {
        BROWSER.open(at(operator, page, sample.export));
        requireAccessible();
    }

    @Test
    void axeFindsNothingOnTheResponsesToForms() {
        BROWSER.expectInLog("status of 4");
        BROWSER.open(at(member, "/w/acme/new", sample.export));
        BROWSER.type("#f-name", " ");
        BROWSER.click("More settings");
        BROWSER.type("#f-allowlist", "everywhere");
        BROWSER.choose("environment", "live");
        BROWSER.follow("Generate key");
        assertThat(BROWSER.text("[role=alert]")).isNotBlank();
        requireAccessible();

        BROWSER.type("#f-name", "correct");
        BROWSER.type("#f-allowlist", "");
        BROWSER.follow("Generate key");
        assertThat(BROWSER.heading()).isEqualTo("Save your new key");
        requireAccessible();
        BROWSER.follow("I have saved the key");

        BROWSER.follow("Revoke");
        BROWSER.choose("reason", "Leaked");
        BROWSER.follow("Revoke key");
        requireAccessible();
        BROWSER.open(at(member, "/w/{workspace}/keys/{key}/nothing", sample.export));
        requireAccessible();
    }

    private static void requireAccessible() {
        assertThat(BROWSER.axe()).isEmpty();
        BROWSER.dark(true);
        assertThat(BROWSER.axe("color-contrast")).as("in the dark").isEmpty();
        BROWSER.size(PHONE, 800);
        assertThat(BROWSER.script("return document.documentElement.scrollWidth"))
                .as("width on a phone")
                .isEqualTo(String.valueOf(PHONE));
        BROWSER.dark(false);
        BROWSER.size(1280, 900);
    }

    private static URI at(Jetty server, String pattern, IssuedKey key) {
        String path = pattern.replace("{workspace}", "acme")
                .replace("{key}", key.record().id().value());
        return server.console().resolve("." + path);
    }

    /** The figures that docs/console.md states are printed; the bounds leave room for slower machines. */
    @Test
    void theListOfAHundredKeysIsSmallAndFast() throws IOException {
        try (SampleSite full = new SampleSite()) {
            full.fill(100);
            try (Jetty server = serve(full, TestUsers.MANAGER)) {
                URI list = at(server, "/w/acme/", full.export);
                BROWSER.open(list); // so that the page is measured and not the start of the process
                BROWSER.cdp("Network.clearBrowserCache", Map.of());
                BROWSER.open(list);
                JsonNode first = figures();
                assertThat(BROWSER.script("return document.querySelectorAll('tbody tr').length"))
                        .isEqualTo("100");
                BROWSER.reload();
                JsonNode again = figures();
                System.out.println("List of 100 keys, first visit: " + first);
                System.out.println("List of 100 keys, reload: " + again);
                assertThat(first.path("requests").asInt()).isLessThanOrEqualTo(4);
                assertThat(first.path("bytes").asInt()).isBetween(10_000, 400_000);
                assertThat(first.path("firstPaint").asDouble()).isBetween(1.0, 2_000.0);
                assertThat(again.path("bytes").asInt())
                        .isLessThan(first.path("bytes").asInt());
            }
        }
    }

    private static JsonNode figures() throws IOException {
        return new ObjectMapper().readTree(BROWSER.await("""
                async () => {
                  const end = Date.now() + 5000;
                  while (performance.getEntriesByType("paint").length === 0 && Date.now() < end) {
                    await new Promise((resolve) => requestAnimationFrame(resolve));
                  }
                  const page = performance.getEntriesByType("navigation")[0];
                  const all = [page, ...performance.getEntriesByType("resource")];
                  const paint = performance.getEntriesByName("first-contentful-paint")[0];
                  return JSON.stringify({
                    requests: all.length,
                    bytes: all.reduce((sum, entry) => sum + entry.transferSize, 0),
                    page: page.transferSize,
                    firstByte: Math.round(page.responseStart),
                    firstPaint: Math.round(paint.startTime),
                    complete: Math.round(page.domContentLoadedEventEnd),
                  });
                }"""));
    }

    /** The pictures of the documentation. */
    @Test
    void picturesAreTaken() throws IOException {
        try (SampleSite pictured = new SampleSite();
                Jetty forMember = serve(pictured, TestUsers.MANAGER);
                Jetty forOperator = serve(pictured, TestUsers.OPERATOR)) {
            takePictures(pictured.export, forMember, forOperator);
        }
    }

    private static void takePictures(IssuedKey export, Jetty member, Jetty operator) throws IOException {
        BROWSER.open(at(member, "/w/acme/", export));
        BROWSER.screenshot("console-keys", 1120, 760);
        BROWSER.dark(true);
        BROWSER.screenshot("console-keys-dark", 1120, 760);
        BROWSER.screenshot("console-keys-phone", PHONE, 760);
        BROWSER.dark(false);
        BROWSER.open(at(member, "/w/{workspace}/keys/{key}/", export));
        BROWSER.screenshot("console-key", 1120, 620);
        BROWSER.open(at(member, "/w/{workspace}/keys/{key}/usage", export));
        BROWSER.screenshot("console-usage", 1120, 620);
        BROWSER.open(at(member, "/w/acme/requests", export));
        BROWSER.screenshot("console-requests", 1120, 760);
        BROWSER.open(at(member, "/w/acme/changes", export));
        BROWSER.screenshot("console-history", 1120, 760);
        BROWSER.screenshot("console-history-phone", PHONE, 760);
        BROWSER.open(at(member, "/w/{workspace}/keys/{key}/rotate", export));
        BROWSER.screenshot("console-rotate", 1120, 760);
        BROWSER.open(at(member, "/w/{workspace}/keys/{key}/revoke", export));
        BROWSER.screenshot("console-revoke", 1120, 760);
        assertThat(BROWSER.text("main")).contains("It was last used 3 minutes ago from 203.0.113.7. Today it made ");
        BROWSER.open(at(member, "/w/acme/alerts", export));
        BROWSER.screenshot("console-alerts", 1120, 760);
        BROWSER.open(at(member, "/w/acme/alerts/settings", export));
        BROWSER.screenshot("console-alert-settings", 1120, 1000);
        BROWSER.open(at(operator, "/w/{workspace}/settings", export));
        BROWSER.screenshot("console-settings", 1120, 900);
        BROWSER.open(at(operator, "/w/", export));
        BROWSER.screenshot("console-workspaces", 1120, 760);
        BROWSER.open(at(member, "/w/acme/new", export));
        BROWSER.screenshot("console-new", 1120, 900);
        BROWSER.size(1280, 900);
        BROWSER.type("#f-name", "Billing sync");
        BROWSER.choose("environment", "live");
        BROWSER.choose("permission", "flows:read");
        BROWSER.follow("Generate key");
        BROWSER.screenshot("console-issued", 1120, 620);
        BROWSER.follow("I have saved the key");
    }
}
