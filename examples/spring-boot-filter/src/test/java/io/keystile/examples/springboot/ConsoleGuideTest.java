package io.keystile.examples.springboot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The console in an application with Spring Security, as docs/console.md mounts it. */
class ConsoleGuideTest {
    private static final Pattern FIELD = Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private static ConfigurableApplicationContext application;

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                ConsoleGuideSnippets.class,
                "--server.port=0",
                "--logging.level.root=off",
                "--spring.main.banner-mode=off");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void theConsoleHasSpringsLogIn() throws Exception {
        assertThat(client.send(request("w/acme/").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("w/acme/")).statusCode()).isEqualTo(200);
        assertThat(send(request("w/globex/")).statusCode()).isEqualTo(404);
    }

    @Test
    void aFormHasSpringsTokenAndGeneratesAKey() throws Exception {
        StringBuilder fields = new StringBuilder("name=ci&environment=live&expiry=never&permissions=flows:read");
        Matcher field = FIELD.matcher(send(request("w/acme/new")).body());
        while (field.find()) {
            fields.append('&').append(field.group(1)).append('=').append(URLEncoder.encode(field.group(2), UTF_8));
        }
        assertThat(fields).contains("&_csrf=");

        HttpResponse<String> issued = send(form(fields.toString()));

        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(200);
        assertThat(issued.body()).containsPattern("pk_live_[0-9A-Za-z]{50}");
        assertThat(issued.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
        assertThat(issued.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void springRefusesAFormWithoutItsToken() throws Exception {
        assertThat(send(form("name=ci&environment=live")).statusCode()).isEqualTo(403);
    }

    private static HttpRequest.Builder form(String fields) {
        return request("w/acme/new")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(fields));
    }

    private static HttpRequest.Builder request(String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/settings/api-keys/" + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        String user = Base64.getEncoder().encodeToString("mia:secret".getBytes(StandardCharsets.US_ASCII));
        return client.send(
                request.header("Authorization", "Basic " + user).build(), HttpResponse.BodyHandlers.ofString());
    }
}
