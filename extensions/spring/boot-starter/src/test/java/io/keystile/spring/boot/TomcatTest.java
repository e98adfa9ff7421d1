package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyPrincipal;
import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A whole application on Tomcat, with the servlet filter. */
class TomcatTest {
    private static ConfigurableApplicationContext application;
    private static String key = "";

    /** The application. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.actuate.web.servlet"
                        + ".ManagementWebSecurityAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration"
            })
    @RestController
    static class Application {
        @GetMapping("/flows")
        String flows(Principal caller) {
            return ((ApiKeyPrincipal) caller).workspace();
        }

        @PostMapping("/flows/run")
        String run(Principal caller) {
            return caller.getName();
        }

        @GetMapping("/docs/broken")
        String broken() {
            throw new IllegalStateException("broken");
        }
    }

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--keystile.brand=pk",
                "--keystile.environments=live",
                "--keystile.store.type=memory",
                "--keystile.security.enabled=false",
                "--keystile.public-paths=/docs/**",
                "--keystile.legacy-quota-headers=true",
                "--keystile.routes[0].method=POST",
                "--keystile.routes[0].path=/flows/*",
                "--keystile.routes[0].permissions=flows:execute",
                "--keystile.plans[0].name=free",
                "--keystile.plans[0].limits[0].name=per-minute",
                "--keystile.plans[0].limits[0].permits=50",
                "--keystile.plans[0].limits[0].window=1m");
        key = application
                .getBean(ApiKeys.class)
                .createWorkspace(
                        Actor.system("test"),
                        WorkspaceRecord.of("acme", "free"),
                        "live",
                        ApiKeySettings.named("test").withPermissions("flows:read"))
                .reveal();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static HttpResponse<String> call(String method, String path, String... headers)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void everythingNeedsAKey() throws Exception {
        assertThat(call("GET", "/flows").statusCode()).isEqualTo(401);
        assertThat(call("GET", "/unknown").statusCode()).isEqualTo(401);
        assertThat(call("GET", "/flows", "Authorization", "Bearer " + key).body())
                .isEqualTo("acme");
    }

    @Test
    void routesPlansAndHeadersAreThoseOfTheProperties() throws Exception {
        HttpResponse<String> denied = call("POST", "/flows/run", "X-API-Key", key);

        assertThat(denied.statusCode()).isEqualTo(403);
        HttpResponse<String> granted = call("GET", "/flows", "X-API-Key", key);
        assertThat(granted.headers().firstValue("RateLimit-Policy")).hasValue("\"per-minute\";q=50;w=60");
        assertThat(granted.headers().firstValue("X-RateLimit-Limit")).hasValue("50");
    }

    @Test
    void errorPageAndHealthAreOpen() throws Exception {
        assertThat(call("GET", "/docs/broken").statusCode()).isEqualTo(500);
        assertThat(call("GET", "/error").statusCode()).isNotEqualTo(401);
        assertThat(call("GET", "/actuator/health").statusCode()).isEqualTo(200);
        assertThat(call("GET", "/actuator/health/liveness").statusCode()).isNotEqualTo(401);
        assertThat(call("GET", "/actuator/info").statusCode()).isEqualTo(401);
        assertThat(call("POST", "/actuator/health").statusCode()).isEqualTo(401);
    }

    @Test
    void keystileIsABean() {
        assertThat(application.getBean(Keystile.class).keys()).isSameAs(application.getBean(ApiKeys.class));
    }
}
