package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.keystile.admin.IssuedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do, without JavaScript, on a real server, wherever the console is mounted. */
class JourneyTest {
    /** Where the console is. */
    enum Place {
        ROOT,
        CONTEXT_PATH,
        BEHIND_A_PROXY
    }

    private static final Site SITE = new Site();
    private static Jetty atRoot;
    private static Jetty inContext;
    private static HttpServer proxy;

    @BeforeAll
    static void start() throws IOException {
        atRoot = new Jetty(SITE.console, "/", "");
        inContext = new Jetty(SITE.console, "/app", "/settings/api-keys");
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpClient client = HttpClient.newHttpClient();
        proxy.createContext("/tools/keys/", exchange -> {
            String path = exchange.getRequestURI().toString().substring("/tools/keys/".length());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(atRoot.console() + path))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            for (String name : List.of(TestUsers.HEADER, "Sec-Fetch-Site", "Content-Type")) {
                List<String> values = exchange.getRequestHeaders().get(name);
                if (values != null) {
                    request.header(name, values.get(0));
                }
            }
            try {
                HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
                response.headers()
                        .firstValue("Location")
                        .ifPresent(location -> exchange.getResponseHeaders().set("Location", location));
                exchange.sendResponseHeaders(
                        response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
                exchange.getResponseBody().write(response.body());
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                exchange.close();
            }
        });
        proxy.start();
    }

    @AfterAll
    static void stop() {
        proxy.stop(0);
        atRoot.close();
        inContext.close();
        SITE.close();
    }

    private static URI address(Place place) {
        return switch (place) {
            case ROOT -> atRoot.console();
            case CONTEXT_PATH -> inContext.console();
            case BEHIND_A_PROXY ->
                URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + "/tools/keys/");
        };
    }

    @ParameterizedTest
    @EnumSource
    void aMemberGeneratesAKeyUsesItAndRevokesIt(Place place) {
        WebBrowser browser = new WebBrowser(TestUsers.MANAGER).open(address(place));
        String name = "journey " + place;
        assertThat(browser.heading()).isEqualTo("API keys");

        browser.click("Generate New API Key")
                .submit("Generate key", Map.of("name", name, "environment", "live", "permission", "flows:read"));
        assertThat(browser.heading()).isEqualTo("Save your new key");
        Element field = browser.page().expectFirst("#key");
        assertThat(field.attr("type")).isEqualTo("text");
        String key = field.attr("value");
        SITE.call(key, "flows:read");

        browser.click("I have saved the key");
        assertThat(browser.heading()).isEqualTo(name);
        assertThat(browser.page().text()).contains("Calls today 1");

        browser.submit("Disable", Map.of());
        assertThat(browser.page().expectFirst("[role=status]").text()).startsWith("The key is disabled.");
        browser.submit("Enable", Map.of());
        assertThat(browser.page().expectFirst("[role=status]").text()).startsWith("The key is enabled.");

        browser.click("Revoke");
        assertThat(browser.page().text()).contains("Today it made 1 call.");
        browser.submit("Revoke key", Map.of("reason", "other", "other", "tried it <out>"));
        assertThat(browser.page().expectFirst("[role=status]").text()).startsWith("The key is revoked.");
        assertThat(browser.page().text()).contains("Reason: tried it <out>");
        assertThat(browser.page().select("button")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aMemberEditsAndRotatesAKey(Place place) {
        IssuedKey old = SITE.issue("acme", "rotated " + place, "flows:read");
        String plaintext = old.reveal();
        WebBrowser browser =
                new WebBrowser(TestUsers.MANAGER).open(address(place)).click("rotated " + place);

        browser.click("Edit").submit("Save", Map.of("name", "edited " + place, "owner", "Team A", "expiry", "P30D"));
        assertThat(browser.page().expectFirst("[role=status]").text()).isEqualTo("Saved.");
        assertThat(browser.heading()).isEqualTo("edited " + place);
        assertThat(browser.page().text()).contains("Owner Team A", "Expiry 30 Dec 2026, 08:12 UTC");

        browser.click("Rotate").submit("Rotate key", Map.of("overlap", "PT168H"));
        assertThat(browser.heading()).isEqualTo("Save your new key");
        assertThat(browser.page().text()).contains("works until 7 Dec 2026, 08:12 UTC");
        assertThat(browser.page().expectFirst("#key").attr("value")).isNotEqualTo(plaintext);

        browser.click("I have saved the key");
        assertThat(browser.page().text()).contains("Replaces pk_live_");
        browser.click(browser.page().select("dd a code").text());
        assertThat(browser.page().text()).contains("Replaced, ends in 7 days", "Replaced by pk_live_");
    }

    @ParameterizedTest
    @EnumSource
    void anOperatorCreatesChangesSuspendsAndResumesAWorkspace(Place place) {
        String id = "ws-" + place.name().charAt(0);
        WebBrowser browser = new WebBrowser(TestUsers.OPERATOR).open(address(place));
        assertThat(browser.heading()).isEqualTo("Workspaces");

        browser.submit("Create workspace", Map.of("id", id, "plan", "free"));
        assertThat(browser.page().text()).contains("The workspace is created.", "No keys yet");
        browser.click("Settings")
                .submit("Save", Map.of("plan", "pro", "ceiling", "flows:*", "limits", "50/1m\nnightly 1000/1d"));
        assertThat(browser.page().expectFirst("[role=status]").text()).isEqualTo("Saved.");
        assertThat(browser.page().expectFirst("#limits").wholeText()).isEqualTo("50/1m\nnightly 1000/1d");

        browser.click("Suspend workspace").submit("Suspend workspace", Map.of());
        assertThat(browser.page().text()).contains("The workspace is suspended.");
        browser.click("API keys");
        assertThat(browser.page().text()).contains("This workspace is suspended.");
        browser.click("Settings").submit("Resume workspace", Map.of());
        assertThat(browser.page().text()).contains("The workspace is resumed.");
    }

    @ParameterizedTest
    @EnumSource
    void anOperatorDeletesAKey(Place place) {
        SITE.issue("acme", "deleted " + place, "flows:read");
        WebBrowser browser = new WebBrowser(TestUsers.OPERATOR)
                .open(address(place).resolve("w/acme/"))
                .click("deleted " + place)
                .click("Delete")
                .submit("Delete key", Map.of());

        assertThat(browser.page().expectFirst("[role=status]").text()).isEqualTo("The key is deleted.");
        assertThat(browser.page().select("a").eachText()).doesNotContain("deleted " + place);
    }

    @ParameterizedTest
    @EnumSource
    void everyLinkOfAPageWorks(Place place) {
        WebBrowser browser = new WebBrowser(TestUsers.MANAGER).open(address(place));
        for (Element each : browser.page().select("a[href], link[href], script[src]")) {
            URI target = URI.create(each.absUrl(each.hasAttr("href") ? "href" : "src"));
            assertThat(target.getPath()).startsWith(address(place).getPath());
            assertThat(new WebBrowser(TestUsers.MANAGER).open(target).status())
                    .as(target.toString())
                    .isEqualTo(200);
        }
    }
}
