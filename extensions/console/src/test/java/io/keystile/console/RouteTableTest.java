package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.HttpHeader;
import io.keystile.admin.IssuedKey;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks for every route as every kind of user. */
class RouteTableTest {
    private static final List<String> USERS = List.of(
            TestUsers.NOBODY,
            TestUsers.OTHER,
            TestUsers.READER,
            TestUsers.FEW,
            TestUsers.MANAGER,
            TestUsers.OPERATOR,
            TestUsers.KEY,
            TestUsers.AUDITOR);

    /** Stands for a nonce of its own in each request. */
    private static final String NONCE = "NONCE";

    private static final String[] EDITED = {"version", "1", "name", "n", "permission", "flows:execute"};
    private static final String[] WORKSPACE = {"version", "1", "plan", "pro", "ceiling", "flows:*", "limits", ""};

    private static final String[] ALERTS = {
        "version",
        "0",
        "on-new-network",
        "on",
        "threshold-request-rate",
        "3",
        "threshold-new-network",
        "7",
        "threshold-many-networks",
        "5",
        "threshold-dormant-key",
        "30",
        "threshold-wrong-secrets",
        "10",
        "threshold-denied-key",
        "20"
    };

    final Site site = new Site();
    private int forms;

    @AfterEach
    void close() {
        site.close();
    }

    /** Sends a request to the console under test. */
    ConsoleResponse respond(TestRequest request) {
        return site.console.respond(request);
    }

    /**
     * What each kind of user gets.
     *
     * @param statuses the statuses for nobody, a member of another workspace, a reader, a manager with few permissions,
     *     a manager, an operator, a key, and an operator who only reads
     * @param form the names and values of the form
     */
    record Row(String method, String pattern, List<Integer> statuses, List<String> form) {
        String route() {
            return method + " " + pattern;
        }

        @Override
        public String toString() {
            return route();
        }
    }

    private static Row row(String method, String pattern, String statuses, String... form) {
        List<Integer> numbers =
                Stream.of(statuses.strip().split(" +")).map(Integer::valueOf).toList();
        return new Row(method, pattern, numbers, List.of(form));
    }

    static Stream<Row> rows() {
        String w = "/w/{workspace}/";
        String k = "/w/{workspace}/keys/{key}/";
        return Stream.of(
                //                                 nobody other reader few manager operator key auditor
                row("GET", "/", "                     401 303 303 303 303 303 303 303"),
                row("GET", w, "                       401 404 200 200 200 200 200 200"),
                row("GET", w + "new", "               401 404 403 200 200 200 200 403"),
                row(
                        "POST",
                        w + "new",
                        "                             401 404 403 403 200 200 200 403",
                        "nonce",
                        NONCE,
                        "name",
                        "n",
                        "environment",
                        "live",
                        "permission",
                        "flows:execute"),
                row("GET", k, "                       401 404 200 200 200 200 200 200"),
                row("POST", k + "disable", "          401 404 403 303 303 303 303 403"),
                row("POST", k + "enable", "           401 404 403 403 303 303 303 403"),
                row("GET", k + "edit", "              401 404 403 200 200 200 200 403"),
                row("POST", k + "edit", "             401 404 403 403 303 303 303 403", EDITED),
                row("GET", k + "rotate", "            401 404 403 200 200 200 200 403"),
                row(
                        "POST",
                        k + "rotate",
                        "           401 404 403 403 200 200 200 403",
                        "nonce",
                        NONCE,
                        "overlap",
                        "PT0S"),
                row("GET", k + "revoke", "            401 404 403 200 200 200 200 403"),
                row("POST", k + "revoke", "           401 404 403 303 303 303 303 403", "reason", "Leaked"),
                row("GET", k + "delete", "            401 404 403 403 403 200 403 403"),
                row("POST", k + "delete", "           401 404 403 403 403 303 403 403"),
                row("GET", k + "usage", "             401 404 200 200 200 200 200 200"),
                row("GET", k + "usage.csv", "         401 404 200 200 200 200 200 200"),
                row("GET", w + "usage", "             401 404 200 200 200 200 200 200"),
                row("GET", w + "usage.csv", "         401 404 200 200 200 200 200 200"),
                row("GET", k + "requests", "          401 404 200 200 200 200 200 200"),
                row("GET", k + "changes", "           401 404 200 200 200 200 200 200"),
                row("GET", w + "requests", "          401 404 200 200 200 200 200 200"),
                row("GET", w + "changes", "           401 404 200 200 200 200 200 200"),
                row("GET", k + "alerts", "            401 404 200 200 200 200 200 200"),
                row("GET", w + "alerts", "            401 404 200 200 200 200 200 200"),
                row("GET", "/alerts", "               401 404 404 404 404 200 404 200"),
                row("GET", "/requests", "             401 404 404 404 404 200 404 200"),
                row("GET", w + "alerts/settings", "   401 404 403 200 200 200 200 403"),
                // The first one saves; the others have seen an older version.
                row("POST", w + "alerts/settings", "  401 404 403 303 409 409 409 403", ALERTS),
                row("POST", w + "alerts/test", "      401 404 403 200 200 200 200 403"),
                row("GET", "/w/", "                   401 404 404 404 404 200 404 200"),
                row("POST", "/w/", "                  401 404 404 404 404 303 404 403", "id", "new", "plan", "free"),
                row("GET", w + "settings", "          401 404 403 403 403 200 403 200"),
                row("POST", w + "settings", "         401 404 403 403 403 303 403 403", WORKSPACE),
                row("GET", w + "suspend", "           401 404 403 403 403 200 403 403"),
                row("POST", w + "suspend", "          401 404 403 403 403 303 403 403"),
                row("POST", w + "resume", "           401 404 403 403 403 303 403 403"));
    }

    @Test
    void everyRouteHasARow() {
        List<String> rows = rows().map(Row::route).toList();

        assertThat(site.console.routes().stream()
                        .map(route -> route.method() + " " + route.pattern())
                        .toList())
                .containsExactlyInAnyOrderElementsOf(rows);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyKindOfUserGetsItsStatus(Row row) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        Map<String, Integer> given = new LinkedHashMap<>();
        for (int i = 0; i < USERS.size(); i++) {
            wanted.put(USERS.get(i), row.statuses().get(i));
            given.put(USERS.get(i), ask(row, "acme", USERS.get(i)).status());
        }

        assertThat(given).isEqualTo(wanted);
    }

    /** A workspace that does not exist, and what is of another workspace, cannot be told apart. */
    @ParameterizedTest
    @MethodSource("rows")
    void whatOneMayNotSeeIsAnsweredLikeWhatDoesNotExist(Row row) {
        if (row.pattern().contains("{workspace}")) {
            assertThat(ask(row, "acme", TestUsers.OTHER)).isEqualTo(ask(row, "nowhere", TestUsers.OTHER));
        }
        if (row.pattern().contains("{key}")) {
            String path = row.pattern().replace("{workspace}", "acme");
            ConsoleResponse foreign = send(row, path.replace("{key}", id(site.foreign)), TestUsers.MANAGER);
            ConsoleResponse unknown = send(row, path.replace("{key}", "000000000000"), TestUsers.MANAGER);
            ConsoleResponse malformed = send(row, path.replace("{key}", "a.b"), TestUsers.MANAGER);
            assertThat(foreign).isEqualTo(unknown).isEqualTo(malformed);
            assertThat(foreign.status()).isEqualTo(404);
            // An operator sees the key, but not in this workspace.
            assertThat(send(row, path.replace("{key}", id(site.foreign)), TestUsers.OPERATOR))
                    .isEqualTo(unknown);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void otherMethodsAreNotAllowed(Row row) {
        String path = path(row, "acme");
        ConsoleResponse response = respond(TestRequest.of("DELETE", path)
                .header("Sec-Fetch-Site", "same-origin")
                .as(TestUsers.MANAGER));

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).anySatisfy(header -> {
            assertThat(header.name()).isEqualTo("Allow");
            assertThat(header.value()).contains(row.method());
        });
    }

    /** A segment of the path never becomes the scheme of the address that the browser is sent to. */
    @Test
    void aPathWithoutASlashLeadsToItselfWithOne() {
        for (String name : List.of("acme", "https:evil.example", "javascript:alert(1)", "evil.example")) {
            ConsoleResponse response = respond(TestRequest.get("/w/" + name).as(TestUsers.MANAGER));

            assertThat(response.headers()).contains(new HttpHeader("Location", "./" + name + "/"));
            URI asked = URI.create("https://app.example.com/settings/api-keys/w/" + name);
            assertThat(asked.resolve("./" + name + "/")).isEqualTo(URI.create(asked + "/"));
        }
    }

    private ConsoleResponse ask(Row row, String workspace, String user) {
        return send(row, path(row, workspace), user);
    }

    private ConsoleResponse send(Row row, String path, String user) {
        String nonce = String.format("%022d", forms++);
        String[] form = row.form().stream()
                .map(value -> value.equals(NONCE) ? nonce : value)
                .toArray(String[]::new);
        TestRequest request = row.method().equals("POST") ? TestRequest.post(path, form) : TestRequest.get(path);
        return respond(request.as(user));
    }

    /** Returns the path with a new key in it, so that no call changes the key of the next. */
    private String path(Row row, String workspace) {
        IssuedKey key = site.issue("acme", "victim", "flows:read", "flows:execute");
        return row.pattern().replace("{workspace}", workspace).replace("{key}", id(key));
    }

    private static String id(IssuedKey key) {
        return key.record().id().value();
    }
}
