package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import io.keystile.store.InMemoryApiKeyStore;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossSiteTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    private static final Site SITE = new Site(
            new InMemoryApiKeyStore(),
            builder -> builder.trustedOrigins("https://Front.example.com", "https://front.example.com:8443"));

    private final IssuedKey key = SITE.issue("acme", "victim", "flows:read");

    @AfterAll
    static void close() {
        SITE.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Sec-Fetch-Site, Origin, Host, accepted
                "same-origin, -, app.example.com, true",
                "same-origin, https://app.example.com, app.example.com, true",
                "same-origin, https://evil.example, app.example.com, true", // no browser sends this
                "same-site, https://app.example.com, app.example.com, false",
                "cross-site, https://app.example.com, app.example.com, false",
                "cross-site, https://front.example.com, app.example.com, false",
                "none, https://app.example.com, app.example.com, false",
                "none, -, app.example.com, false",
                "'', https://app.example.com, app.example.com, false",
                "Same-Origin, https://app.example.com, app.example.com, false",
                "-, https://app.example.com, app.example.com, true",
                "-, http://app.example.com, app.example.com, true",
                "-, https://APP.example.com, app.example.COM, true",
                "-, https://app.example.com, app.example.com:443, true",
                "-, https://app.example.com, app.example.com:80, false",
                "-, http://app.example.com, app.example.com:80, true",
                "-, http://app.example.com:8080, app.example.com:8080, true",
                "-, http://app.example.com:8080, app.example.com, false",
                "-, http://[::1]:8080, '[::1]:8080', true",
                "-, http://[::1], '[::1]:80', true",
                "-, https://evil.example, app.example.com, false",
                "-, https://app.example.com.evil.example, app.example.com, false",
                "-, https://evil-app.example.com, app.example.com, false",
                "-, null, app.example.com, false",
                "-, null, null, false",
                "-, '', app.example.com, false",
                "-, app.example.com, app.example.com, false",
                "-, file://app.example.com, app.example.com, false",
                "-, https://front.example.com, app.example.com, true",
                "-, https://front.example.com:8443, app.example.com, true",
                "-, http://front.example.com, app.example.com, false",
                "-, https://front.example.com:444, app.example.com, false",
                "-, -, app.example.com, false",
            })
    void acceptsFormsOfItsOwnPagesOnly(String fetchSite, String origin, String host, boolean accepted) {
        TestRequest request = TestRequest.of("POST", path("disable"), host).as(TestUsers.MANAGER);
        request.header("Content-Type", FORM);
        if (fetchSite != null) {
            request.header("Sec-Fetch-Site", fetchSite);
        }
        if (origin != null) {
            request.header("Origin", origin);
        }

        ConsoleResponse response = SITE.console.respond(request);

        assertThat(response.status()).isEqualTo(accepted ? 303 : 403);
        assertThat(SITE.isDisabled(key)).isEqualTo(accepted);
    }

    @Test
    void acceptsOneValueOfEachHeaderOnly() {
        TestRequest twoSites =
                TestRequest.post(path("disable")).as(TestUsers.MANAGER).header("Sec-Fetch-Site", "cross-site");
        TestRequest twoOrigins = TestRequest.of("POST", path("disable"))
                .as(TestUsers.MANAGER)
                .header("Content-Type", FORM)
                .header("Origin", "https://app.example.com")
                .header("Origin", "https://evil.example");

        assertThat(SITE.console.respond(twoSites).status()).isEqualTo(403);
        assertThat(SITE.console.respond(twoOrigins).status()).isEqualTo(403);
        assertThat(SITE.isDisabled(key)).isFalse();
    }

    @Test
    void checksEveryMethodButGetAndHead() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "FOO")) {
            assertThat(SITE.console
                            .respond(TestRequest.of(method, path("disable")).as(TestUsers.MANAGER))
                            .status())
                    .as(method)
                    .isEqualTo(403);
        }
        for (String method : List.of("GET", "HEAD")) {
            assertThat(SITE.console
                            .respond(TestRequest.of(method, path(""))
                                    .as(TestUsers.MANAGER)
                                    .header("Sec-Fetch-Site", "cross-site"))
                            .status())
                    .as(method)
                    .isEqualTo(200);
        }
    }

    @Test
    void doesNotAskTheLogInAboutARequestOfAnotherSite() {
        TestRequest request = TestRequest.of("POST", path("disable"))
                .as("broken")
                .header("Content-Type", FORM)
                .header("Sec-Fetch-Site", "cross-site");

        assertThat(SITE.console.respond(request).status()).isEqualTo(403);
    }

    @Test
    void acceptsFormsOnly() {
        for (String type : Arrays.asList(
                null,
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/json",
                "application/x-www-form-urlencodedx",
                "")) {
            TestRequest request = TestRequest.of("POST", path("disable"))
                    .as(TestUsers.MANAGER)
                    .header("Sec-Fetch-Site", "same-origin");
            if (type != null) {
                request.header("Content-Type", type);
            }
            assertThat(SITE.console.respond(request).status()).as(type).isEqualTo(415);
        }
        TestRequest twice =
                TestRequest.post(path("disable")).as(TestUsers.MANAGER).header("Content-Type", "text/plain");
        TestRequest charset = TestRequest.of("POST", path("disable"))
                .as(TestUsers.MANAGER)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8");
        assertThat(SITE.console.respond(twice).status()).isEqualTo(415);
        assertThat(SITE.isDisabled(key)).isFalse();
        assertThat(SITE.console.respond(charset).status()).isEqualTo(303);
    }

    @Test
    void acceptsFormsUpTo16KibibytesOnly() {
        String most = "x=" + "a".repeat(16 * 1024 - 2);

        assertThat(SITE.console
                        .respond(TestRequest.post(path("disable"))
                                .as(TestUsers.MANAGER)
                                .body(most + "a"))
                        .status())
                .isEqualTo(413);
        assertThat(SITE.isDisabled(key)).isFalse();
        assertThat(SITE.console
                        .respond(TestRequest.post(path("disable"))
                                .as(TestUsers.MANAGER)
                                .body(most))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void refusesAMalformedForm() {
        assertThat(SITE.console
                        .respond(TestRequest.post(path("disable"))
                                .as(TestUsers.MANAGER)
                                .body("x=%zz"))
                        .status())
                .isEqualTo(400);
        assertThat(SITE.isDisabled(key)).isFalse();
    }

    private String path(String action) {
        return "/w/acme/keys/" + key.record().id() + "/" + action;
    }
}
