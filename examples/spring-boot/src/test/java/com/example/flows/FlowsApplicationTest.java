package com.example.flows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Starts the application on its embedded database, once, and uses it like a customer. */
class FlowsApplicationTest {
    private static final Pattern FIELD =
            Pattern.compile("<input(?=[^>]* type=\"hidden\")(?=[^>]* name=\"([^\"]+)\")[^>]* value=\"([^\"]*)\"");
    private static final Pattern KEY = Pattern.compile("flows_live_[0-9A-Za-z]{50}");
    private static final String PASSWORD = "correct horse battery";
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    private static ConfigurableApplicationContext application;

    private final String email = "mia" + PEOPLE.incrementAndGet() + "@example.com";

    /** A browser, which follows redirects and keeps cookies. */
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                FlowsApplication.class,
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.main.banner-mode=off");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static HttpRequest.Builder request(String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> open(String path) throws IOException, InterruptedException {
        return browser.send(request(path).header("Accept", "text/html").build(), BodyHandlers.ofString());
    }

    /** Sends a form of a page with the page's hidden fields. */
    private HttpResponse<String> submit(String page, String action, Map<String, String> fields)
            throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        Matcher hidden = FIELD.matcher(open(page).body());
        while (hidden.find()) {
            append(body, hidden.group(1), hidden.group(2));
        }
        fields.forEach((name, value) -> append(body, name, value));
        return browser.send(
                request(action)
                        .header("Accept", "text/html")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void append(StringBuilder body, String name, String value) {
        body.append(body.isEmpty() ? "" : "&").append(name).append('=').append(URLEncoder.encode(value, UTF_8));
    }

    private HttpResponse<String> signUp() throws IOException, InterruptedException {
        return submit("/sign-up", "/sign-up", Map.of("email", email, "password", PASSWORD));
    }

    private String newKey() throws IOException, InterruptedException {
        HttpResponse<String> response = signUp();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return keyIn(response.body());
    }

    private static String keyIn(String page) {
        Matcher key = KEY.matcher(page);
        assertThat(key.find()).as(page).isTrue();
        return key.group();
    }

    private void logIn() throws IOException, InterruptedException {
        HttpResponse<String> response = submit("/login", "/login", Map.of("username", email, "password", PASSWORD));
        assertThat(response.uri().getPath()).startsWith("/account/api-keys/w/");
    }

    private HttpResponse<String> call(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> callWith(String key, String method, String path)
            throws IOException, InterruptedException {
        return call(method, path, "Authorization", "Bearer " + key);
    }

    @Test
    void theKeyOfASignUpCallsTheApiWithTheLimitOfTheTable() throws Exception {
        String key = newKey();

        HttpResponse<String> executed = callWith(key, "POST", "/api/flows/f1/execute");

        assertThat(executed.statusCode()).as(executed.body()).isEqualTo(200);
        assertThat(executed.body()).contains("\"flow\":\"f1\"", "\"status\":\"completed\"");
        assertThat(executed.headers().firstValue("RateLimit-Policy")).hasValue("\"per-minute\";q=20;w=60");
        assertThat(callWith(key, "GET", "/api/flows").statusCode()).isEqualTo(200);
    }

    @Test
    void theApiNeedsAKeyAndNoSessionReplacesIt() throws Exception {
        newKey();
        logIn();

        HttpResponse<String> withSession = browser.send(request("/api/flows").build(), BodyHandlers.ofString());

        assertThat(withSession.statusCode()).isEqualTo(401);
        assertThat(withSession.headers().allValues("WWW-Authenticate")).hasSize(2);
        assertThat(call("GET", "/api/unknown").statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyIsNoLogIn() throws Exception {
        String key = newKey();

        HttpResponse<String> page =
                call("GET", "/account/api-keys/", "Authorization", "Bearer " + key, "Accept", "text/html");

        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location").orElse("")).endsWith("/login");
    }

    @Test
    void theDenialOfAMethodNamesThePermission() throws Exception {
        Keystile keystile = application.getBean(Keystile.class);
        String reading = keystile.keys()
                .createWorkspace(
                        Actor.system("test"),
                        WorkspaceRecord.of("readers", "pro"),
                        "live",
                        ApiKeySettings.named("reading").withPermissions("flows:read"))
                .reveal();

        HttpResponse<String> denied = callWith(reading, "POST", "/api/flows/f1/execute");

        assertThat(callWith(reading, "GET", "/api/flows").statusCode()).isEqualTo(200);
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"insufficient_scope\"", "scope=\"flows:execute\"");
    }

    @Test
    void thePageShowsTheKeysOfOnesOwnWorkspaceAndGeneratesMore() throws Exception {
        newKey();
        logIn();
        String workspace =
                application.getBean(Accounts.class).loadUserByUsername(email).workspace();
        assertThat(open("/account/api-keys/").body()).contains("first key");

        String pages = "/account/api-keys/w/" + workspace + "/new";
        HttpResponse<String> generated = submit(
                pages,
                pages,
                Map.of("name", "ci", "environment", "live", "expiry", "never", "permission", "flows:read"));

        assertThat(generated.statusCode()).as(generated.body()).isEqualTo(200);
        String key = keyIn(generated.body());
        assertThat(callWith(key, "GET", "/api/flows").statusCode()).isEqualTo(200);
        assertThat(callWith(key, "POST", "/api/flows/f1/execute").statusCode()).isEqualTo(403);
        assertThat(open("/account/api-keys/w/other/").statusCode()).isEqualTo(404);
    }

    @Test
    void aSecondSignUpWithTheSameAddressCreatesNothing() throws Exception {
        newKey();
        int before = workspaces();

        assertThat(signUp().statusCode()).isEqualTo(409);
        assertThat(workspaces()).isEqualTo(before);
    }

    @Test
    void aSignUpWhoseKeyCannotBeStoredLeavesNoAccount() throws Exception {
        JdbcClient database = application.getBean(JdbcClient.class);
        database.sql("UPDATE plan SET name = 'gone' WHERE name = 'free'").update();
        try {
            assertThat(signUp().statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(database.sql("SELECT count(*) FROM account WHERE email = ?")
                            .param(email)
                            .query(Integer.class)
                            .single())
                    .isZero();
        } finally {
            database.sql("UPDATE plan SET name = 'free' WHERE name = 'gone'").update();
        }
    }

    @Test
    void whatIsNoAddressOrNoPasswordIsRefused() throws Exception {
        for (Map<String, String> fields :
                List.of(Map.of("email", "mia", "password", PASSWORD), Map.of("email", email, "password", "short"))) {
            assertThat(submit("/sign-up", "/sign-up", fields).statusCode()).isEqualTo(400);
        }
        assertThat(call("POST", "/sign-up?email=a@b&password=aaaaaaaaaaaa").statusCode())
                .isEqualTo(403); // without Spring Security's token
    }

    private static int workspaces() {
        return application
                .getBean(JdbcClient.class)
                .sql("SELECT count(*) FROM keystile_workspace")
                .query(Integer.class)
                .single();
    }

    @Test
    void pagesHealthAndOpenApiAreOpen() throws Exception {
        assertThat(open("/").body()).contains("/sign-up");
        assertThat(call("GET", "/actuator/health").body()).contains("\"status\":\"UP\"");
        assertThat(call("GET", "/v3/api-docs").body()).contains("/api/flows/{id}/execute");
    }
}
