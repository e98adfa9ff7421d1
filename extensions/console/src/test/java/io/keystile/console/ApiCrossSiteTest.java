package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiCrossSiteTest {
    private static final ApiSite SITE = new ApiSite();

    private final IssuedKey key = SITE.site.issue("acme", "victim", "flows:read");

    @AfterAll
    static void close() {
        SITE.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Sec-Fetch-Site, Origin, accepted
                "same-origin, -, true",
                "same-origin, https://app.example.com, true",
                "same-site, https://app.example.com, false",
                "cross-site, https://front.example.com, false",
                "none, -, false",
                "-, https://app.example.com, true",
                "-, https://front.example.com, true",
                "-, https://evil.example, false",
                "-, null, false",
                "-, -, false",
            })
    void aSessionIsAcceptedFromPagesOfItsOwnOnly(String fetchSite, String origin, boolean accepted) {
        for (TestRequest request : List.of(
                TestRequest.of("POST", ApiSite.pathOf(key) + "/disable"),
                TestRequest.of("PATCH", ApiSite.pathOf(key))
                        .header("If-Match", "*")
                        .header("Content-Type", ApiBody.MERGE_PATCH)
                        .body("{\"name\": \"other\"}"))) {
            long before = version();
            request.as(TestUsers.MANAGER);
            if (fetchSite != null) {
                request.header("Sec-Fetch-Site", fetchSite);
            }
            if (origin != null) {
                request.header("Origin", origin);
            }

            ConsoleResponse response = SITE.send(request);

            assertThat(response.status()).isEqualTo(accepted ? 200 : 403);
            assertThat(version() > before).isEqualTo(accepted);
        }
    }

    private long version() {
        return SITE.site
                .keystile
                .keys()
                .unrestricted()
                .find(key.record().id())
                .orElseThrow()
                .version();
    }

    @Test
    void theReasonIsSaid() {
        ConsoleResponse response =
                SITE.send(TestRequest.of("DELETE", ApiSite.pathOf(key)).as(TestUsers.OPERATOR));

        assertThat(ApiSite.json(response).get("type").asText()).isEqualTo("urn:keystile:problem:cross-site-request");
    }

    /** A browser adds no API key to a request by itself. */
    @Test
    void aKeyIsAcceptedFromEverywhere() {
        ConsoleResponse response = SITE.send(TestRequest.of("POST", ApiSite.pathOf(key) + "/disable")
                .header("Sec-Fetch-Site", "cross-site")
                .as(ApiSite.principal(SITE.strong)));

        assertThat(response.status()).isEqualTo(200);
        assertThat(SITE.site.isDisabled(key)).isTrue();
    }

    @Test
    void readsAreAcceptedFromEverywhereAndNotShared() {
        ConsoleResponse response = SITE.send(ApiSite.get(ApiSite.pathOf(key))
                .header("Sec-Fetch-Site", "cross-site")
                .header("Origin", "https://evil.example")
                .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).noneMatch(header -> header.name().startsWith("Access-Control-"));
    }

    @Test
    void theLogInIsNotAskedAboutARequestOfAnotherSite() {
        assertThat(SITE.send(TestRequest.of("POST", ApiSite.pathOf(key) + "/disable")
                                .header("Sec-Fetch-Site", "cross-site")
                                .as("broken"))
                        .status())
                .isEqualTo(403);
    }

    /** What a form of another page can send, if a browser said nothing of its origin. */
    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
        "application/jsonx",
        "application/merge-patch+json",
    })
    void aFormIsNoBody(String type) {
        for (String action : List.of("/disable", "/revoke", "/rotate")) {
            ConsoleResponse response = SITE.send(ApiSite.change("POST", ApiSite.pathOf(key) + action)
                    .header("Content-Type", type)
                    .body("{\"reason\": \"leaked\", \"overlap\": \"PT0S\"}")
                    .as(TestUsers.MANAGER));
            assertThat(response.status()).as(action).isEqualTo(415);
        }
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void aBodyWithoutATypeIsRefused() {
        ConsoleResponse response = SITE.send(ApiSite.change("POST", ApiSite.pathOf(key) + "/disable")
                .body("{}")
                .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(415);
    }

    @Test
    void aTypeIsAcceptedInAnyCaseWithUtf8() {
        ConsoleResponse response = SITE.send(ApiSite.change("POST", ApiSite.pathOf(key) + "/disable")
                .header("Content-Type", "Application/JSON; Charset=\"UTF-8\"")
                .body("{}")
                .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(200);
    }

    /** Without it, a principal of a key is nobody unless the application's log-in says otherwise. */
    @Test
    void keysAreNotAcceptedUnlessTheApplicationWantsIt() {
        AdminApi sessionsOnly = AdminApi.of(SITE.site.console);

        assertThat(sessionsOnly
                        .respond(ApiSite.get("/me").as(ApiSite.principal(SITE.strong)))
                        .status())
                .isEqualTo(401);
        assertThat(sessionsOnly
                        .respond(ApiSite.get("/me").as(TestUsers.MANAGER))
                        .status())
                .isEqualTo(200);
    }
}
