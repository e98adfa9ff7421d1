package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.admin.IssuedKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks for every route of the API as every kind of caller. */
class ApiRouteTableTest {
    static final String WEAK_KEY = "key without the permission";
    static final String STRONG_KEY = "key with the permission";

    private static final List<String> CALLERS = List.of(
            TestUsers.NOBODY,
            TestUsers.OTHER,
            TestUsers.READER,
            TestUsers.FEW,
            TestUsers.MANAGER,
            TestUsers.OPERATOR,
            WEAK_KEY,
            STRONG_KEY);

    private static final String NEW_KEY =
            "{\"name\": \"n\", \"environment\": \"live\", \"permissions\": [\"flows:execute\"]}";

    final ApiSite site = new ApiSite();

    @AfterEach
    void close() {
        site.close();
    }

    /** Sends a request to the API under test. */
    ConsoleResponse respond(TestRequest request) {
        return site.send(request);
    }

    /**
     * What each kind of caller gets.
     *
     * @param statuses the statuses for each of the callers
     * @param body the body; empty for none
     */
    record Row(String method, String pattern, List<Integer> statuses, String body) {
        String route() {
            return method + " " + pattern;
        }

        @Override
        public String toString() {
            return route();
        }
    }

    private static Row row(String method, String pattern, String statuses, String body) {
        List<Integer> numbers =
                Stream.of(statuses.strip().split(" +")).map(Integer::valueOf).toList();
        return new Row(method, pattern, numbers, body);
    }

    static Stream<Row> rows() {
        String w = "/workspaces/{workspace}";
        String k = "/workspaces/{workspace}/keys/{key}";
        return Stream.of(
                //                                nobody other reader few manager operator weak strong
                row("GET", "/me", "                  401 200 200 200 200 200 403 200", ""),
                row("GET", "/openapi.json", "        401 200 200 200 200 200 403 200", ""),
                row("GET", "/workspaces", "          401 404 404 404 404 200 403 404", ""),
                row(
                        "POST",
                        "/workspaces",
                        "         401 404 404 404 404 201 403 404",
                        "{\"id\":\"x\",\"plan\":\"pro\"}"),
                row("GET", w, "                      401 404 200 200 200 200 403 200", ""),
                row("PATCH", w, "                    401 404 403 403 403 200 403 403", "{\"plan\":\"enterprise\"}"),
                row("POST", w + "/suspend", "        401 404 403 403 403 200 403 403", ""),
                row("POST", w + "/resume", "         401 404 403 403 403 200 403 403", ""),
                row("GET", w + "/usage", "           401 404 200 200 200 200 403 404", ""),
                row("GET", w + "/requests", "        401 404 200 200 200 200 403 200", ""),
                row("GET", w + "/alerts", "          401 404 200 200 200 200 403 200", ""),
                row("GET", w + "/changes", "         401 404 200 200 200 200 403 200", ""),
                row("GET", w + "/keys", "            401 404 200 200 200 200 403 200", ""),
                row("POST", w + "/keys", "           401 404 403 403 201 201 403 201", NEW_KEY),
                row("GET", k, "                      401 404 200 200 200 200 403 200", ""),
                row("PATCH", k, "                    401 404 403 403 200 200 403 200", "{\"name\":\"n2\"}"),
                row("DELETE", k, "                   401 404 403 403 403 204 403 403", ""),
                row("POST", k + "/rotate", "         401 404 403 403 201 201 403 201", "{\"overlap\":\"PT0S\"}"),
                row("POST", k + "/revoke", "         401 404 403 200 200 200 403 200", "{\"reason\":\"leaked\"}"),
                row("POST", k + "/disable", "        401 404 403 200 200 200 403 200", ""),
                row("POST", k + "/enable", "         401 404 403 403 200 200 403 200", ""),
                row("GET", k + "/usage", "           401 404 200 200 200 200 403 200", ""));
    }

    @Test
    void everyRouteHasARow() {
        assertThat(site.api.routes().stream()
                        .map(route -> route.method() + " " + route.pattern())
                        .toList())
                .containsExactlyInAnyOrderElementsOf(rows().map(Row::route).toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyKindOfCallerGetsItsStatus(Row row) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        Map<String, Integer> given = new LinkedHashMap<>();
        for (int i = 0; i < CALLERS.size(); i++) {
            wanted.put(CALLERS.get(i), row.statuses().get(i));
            given.put(
                    CALLERS.get(i), send(row, path(row, "acme"), CALLERS.get(i)).status());
        }

        assertThat(given).isEqualTo(wanted);
    }

    /** A workspace that does not exist, and what is of another workspace, cannot be told apart. */
    @ParameterizedTest
    @MethodSource("rows")
    void whatOneMayNotSeeIsAnsweredLikeWhatDoesNotExist(Row row) {
        if (row.pattern().contains("{workspace}")) {
            assertThat(send(row, path(row, "acme"), TestUsers.OTHER))
                    .isEqualTo(send(row, path(row, "nowhere"), TestUsers.OTHER));
        }
        if (row.pattern().contains("{key}")) {
            String path = row.pattern().replace("{workspace}", "acme");
            String foreignPath =
                    path.replace("{key}", site.site.foreign.record().id().value());
            ConsoleResponse unknown = send(row, path.replace("{key}", "000000000000"), TestUsers.MANAGER);
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(send(row, foreignPath, TestUsers.MANAGER)).isEqualTo(unknown);
            assertThat(send(row, foreignPath, STRONG_KEY)).isEqualTo(unknown);
            assertThat(send(row, foreignPath, TestUsers.OPERATOR)).isEqualTo(unknown);
            assertThat(send(row, path.replace("{key}", "a.b"), TestUsers.MANAGER))
                    .isEqualTo(unknown);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void otherMethodsAreNotAllowed(Row row) {
        String other = row.pattern().equals("/workspaces/{workspace}/keys/{key}") ? "POST" : "DELETE";
        ConsoleResponse response =
                respond(ApiSite.change(other, path(row, "acme")).as(TestUsers.OPERATOR));

        assertThat(response.status()).isEqualTo(405);
        assertThat(ApiSite.header(response, "Allow").orElse("")).contains(row.method());
    }

    /** A key's own permission is looked at even if the request has a session too. */
    @ParameterizedTest
    @MethodSource("rows")
    void aKeyWithoutThePermissionIsNotHelpedByASession(Row row) {
        ConsoleResponse response =
                respond(request(row, path(row, "acme")).as(TestUsers.OPERATOR).as(ApiSite.principal(site.site.acting)));

        assertThat(response.status()).isEqualTo(403);
    }

    private ConsoleResponse send(Row row, String path, String caller) {
        TestRequest request = request(row, path);
        return respond(
                switch (caller) {
                    case WEAK_KEY -> request.as(ApiSite.principal(site.site.acting));
                    case STRONG_KEY -> request.as(ApiSite.principal(site.strong));
                    default -> request.as(caller).header("Sec-Fetch-Site", "same-origin");
                });
    }

    private static TestRequest request(Row row, String path) {
        TestRequest request = TestRequest.of(row.method(), path);
        if (row.method().equals("PATCH")) {
            request.header("If-Match", "*");
        }
        return row.body().isEmpty()
                ? request
                : request.body(row.body())
                        .header(
                                "Content-Type",
                                row.method().equals("PATCH") ? "application/merge-patch+json" : "application/json");
    }

    /** Returns the path with a new key in it, so that no call changes the key of the next. */
    private String path(Row row, String workspace) {
        IssuedKey key = site.site.issue("acme", "victim", "flows:read", "flows:execute");
        return row.pattern()
                .replace("{workspace}", workspace)
                .replace("{key}", key.record().id().value());
    }
}
