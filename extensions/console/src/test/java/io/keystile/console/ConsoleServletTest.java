package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleServletTest {
    private static final Site SITE = new Site();
    private static Jetty plain;
    private static Jetty filtered;

    @BeforeAll
    static void start() {
        plain = new Jetty(SITE.console, "/", "/keys");
        // As a protection of the application does that looks for its token in the form.
        Filter reader = (request, response, chain) -> {
            request.setCharacterEncoding("UTF-8");
            assertThat(request.getParameter("none")).isNull();
            chain.doFilter(request, response);
        };
        filtered = new Jetty(SITE.console, "/", "/keys", reader);
    }

    @AfterAll
    static void stop() {
        plain.close();
        filtered.close();
        SITE.close();
    }

    @Test
    void aFormArrivesWhole() throws Exception {
        requireArrives(plain, "plain");
    }

    @Test
    void aFormThatAFilterHasReadArrivesWhole() throws Exception {
        requireArrives(filtered, "filtered");
    }

    private static void requireArrives(Jetty server, String nonce) throws Exception {
        String name = "naïve & <键> 😀 " + nonce;
        String form = TestRequest.formOf(
                "nonce", (nonce + "-".repeat(22)).substring(0, 22), "name", name, "environment", "live");

        HttpResponse<String> response = send(post(server, "w/acme/new", form));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(response.body()).expectFirst("dd bdi").text()).isEqualTo(name);
    }

    @Test
    void theSizeOfAFormIsBoundedThroughAFilterToo() throws Exception {
        String form = "name=" + "a".repeat(17_000);

        assertThat(send(post(plain, "w/acme/new", form)).statusCode()).isEqualTo(413);
        assertThat(send(post(filtered, "w/acme/new", form)).statusCode()).isEqualTo(413);
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> response = send(request(plain, "w/acme/").method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(response.headers().firstValueAsLong("Content-Length").orElse(0))
                .isPositive();
    }

    @Test
    void thePlaceWithoutASlashLeadsToTheOneWithIt() throws Exception {
        URI bare = URI.create(plain.console().toString().replaceAll("/$", ""));
        HttpResponse<String> response = send(HttpRequest.newBuilder(bare).header(TestUsers.HEADER, TestUsers.MANAGER));

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("Location")).contains("./keys/");
    }

    @Test
    void anAmbiguousPathIsNotFound() throws Exception {
        for (String path : new String[] {"w/acme/%2e%2e/globex/", "w/acme;x=1/", "w/%61cme%2F"}) {
            assertThat(send(request(plain, path)).statusCode()).as(path).isIn(400, 404);
        }
    }

    private static HttpRequest.Builder request(Jetty server, String path) {
        return HttpRequest.newBuilder(URI.create(server.console() + path)).header(TestUsers.HEADER, TestUsers.MANAGER);
    }

    private static HttpRequest.Builder post(Jetty server, String path, String form) {
        return request(server, path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form, StandardCharsets.US_ASCII));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
