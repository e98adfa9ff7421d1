package io.keystile.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Requirement;
import io.keystile.model.Permission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private static final String OPEN = "open";
    private static final Map<String, String> PREFLIGHT =
            Map.of("Origin", "https://app.example", "Access-Control-Request-Method", "GET");

    private static String permissions(Routes routes, String method, @Nullable String path) {
        return routes.isOpen(method, path, header -> null)
                ? OPEN
                : String.join(
                        " ",
                        routes.requirementOf(method, path).permissions().stream()
                                .map(Permission::value)
                                .toList());
    }

    @Test
    void everyPathRequiresAValidKeyByDefault() {
        assertThat(Routes.protectAll().requirementOf("GET", "/any")).isEqualTo(Requirement.validKey());
    }

    @ParameterizedTest
    @CsvSource({
        "/,/,true",
        "/,/a,false",
        "/health,/health,true",
        "/health,/health/,false",
        "/health,/healthy,false",
        "/health,/Health,false",
        "/health,/health/live,false",
        "/docs/,/docs/,true",
        "/docs/,/docs,false",
        "/*,/a,true",
        "/*,/,false",
        "/*,/a/b,false",
        "/a/*/c,/a/b/c,true",
        "/a/*/c,/a/b/d,false",
        "/a/*/c,/a/b/b/c,false",
        "/a/*/c,/a/c,false",
        "/public/**,/public,true",
        "/public/**,/public/,true",
        "/public/**,/public/a/b,true",
        "/public/**,/publicity,false",
        "/**,/,true",
        "/**,/a/b,true",
        "/*/x/**,/a/x,true",
        "/*/x/**,/a/y,false"
    })
    void openRuleAppliesToExactlyItsPath(String pattern, String path, boolean open) {
        String expected = open ? OPEN : "";

        assertThat(permissions(Routes.protectAll().open(pattern), "GET", path)).isEqualTo(expected);
    }

    @Test
    void requiredPatternAppliesWithATrailingSlashToo() {
        Routes routes = Routes.protectAll().require("/flows/*", "flows:read");

        assertThat(permissions(routes, "GET", "/flows/1")).isEqualTo("flows:read");
        assertThat(permissions(routes, "GET", "/flows/1/")).isEqualTo("flows:read");
        assertThat(permissions(routes, "GET", "/flows/")).isEmpty();
        assertThat(permissions(routes, "GET", "/flows/1/2")).isEmpty();
    }

    @Test
    void allMatchingRulesApplyTogether() {
        Routes routes = Routes.protectAll()
                .require("/flows/**", "flows:read")
                .require(
                        "POST /flows/*/execute",
                        Requirement.permission("flows:execute").withCost(5))
                .require("/flows/**", Requirement.validKey().withCost(3));

        assertThat(routes.requirementOf("POST", "/flows/1/execute"))
                .isEqualTo(Requirement.permission("flows:read", "flows:execute").withCost(5));
        assertThat(routes.requirementOf("GET", "/flows/1/execute"))
                .isEqualTo(Requirement.permission("flows:read").withCost(3));
    }

    @Test
    void aRouteCostsNothingIfItsOnlyStatedCostIsZero() {
        Routes routes = Routes.protectAll()
                .require("/keys/**", "keys:write")
                .require("DELETE /keys/*", Requirement.validKey().withCost(0));

        assertThat(routes.requirementOf("DELETE", "/keys/1"))
                .isEqualTo(Requirement.permission("keys:write").withCost(0));
        assertThat(cost(routes, "GET", "/keys/1")).isEqualTo(1);
    }

    @Test
    void aCallThatMayBeAnyOfSeveralCostsAtLeastOne() {
        Routes routes = Routes.protectAll()
                .require("DELETE /keys/*", Requirement.validKey().withCost(0));

        assertThat(cost(routes, "UNHEARD", "/keys/1")).isEqualTo(1);
        assertThat(cost(routes, "DELETE", null)).isEqualTo(1);
    }

    private static int cost(Routes routes, String method, @Nullable String path) {
        return Objects.requireNonNull(routes.requirementOf(method, path)).cost();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requireRuleOverridesOpenRuleInAnyOrder(boolean openFirst) {
        Routes routes = openFirst
                ? Routes.protectAll().open("/a/**").require("/a/b", "b")
                : Routes.protectAll().require("/a/b", "b").open("/a/**");

        assertThat(permissions(routes, "GET", "/a/b")).isEqualTo("b");
        assertThat(permissions(routes, "GET", "/a/c")).isEqualTo(OPEN);
    }

    @Test
    void optionalRuleAppliesToExactlyItsPathAndItsRequirementToTheSlashToo() {
        Routes routes = Routes.protectAll().optional("GET /flows/*", Requirement.permission("flows:read"));

        assertThat(routes.isKeyOptional("GET", "/flows/1")).isTrue();
        for (String other : new String[] {"HEAD", "POST", "get", "FOO"}) {
            assertThat(routes.isKeyOptional(other, "/flows/1")).isFalse();
        }
        for (String other : new String[] {"/flows/1/", "/flows", "/flows/1/2", "/Flows/1"}) {
            assertThat(routes.isKeyOptional("GET", other)).isFalse();
        }
        assertThat(routes.isKeyOptional("GET", null)).isFalse();
        assertThat(permissions(routes, "GET", "/flows/1")).isEqualTo("flows:read");
        assertThat(permissions(routes, "HEAD", "/flows/1")).isEqualTo("flows:read");
        assertThat(permissions(routes, "GET", "/flows/1/")).isEqualTo("flows:read");
        assertThat(routes.requirementOf("GET", null)).isEqualTo(Requirement.permission("flows:read"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requireRuleMakesAnOptionalKeyRequiredInAnyOrder(boolean optionalFirst) {
        Requirement read = Requirement.permission("read");
        Routes routes = optionalFirst
                ? Routes.protectAll().optional("/**", read).require("/admin/**", "admin")
                : Routes.protectAll().require("/admin/**", "admin").optional("/**", read);

        assertThat(routes.isKeyOptional("GET", "/flows")).isTrue();
        assertThat(routes.isKeyOptional("GET", "/admin/x")).isFalse();
        assertThat(routes.isKeyOptional("GET", "/admin/")).isFalse();
        assertThat(Objects.requireNonNull(routes.requirementOf("GET", "/admin/x"))
                        .permissions())
                .containsExactlyInAnyOrder(Permission.of("read"), Permission.of("admin"));
    }

    @Test
    void keyIsReadWhereARuleOpensAndAnotherMakesItOptional() {
        Routes routes = Routes.protectAll().open("/a").optional("/a");

        assertThat(routes.requirementOf("GET", "/a")).isEqualTo(Requirement.validKey());
        assertThat(routes.isKeyOptional("GET", "/a")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/,true",
        "/settings,true",
        "/apis,true",
        "/api,false",
        "/api/,false",
        "/api/flows,false",
        "/api/docs,true",
        "/hooks,false",
        "/hooks/,false",
        "/hooks/a,true",
        "/admin,false",
        "/x/../api/flows,false",
        "//api/flows,false",
        "/x;/api,false"
    })
    void onlyTheNamedPathsRequireAKeyAndAmbiguousOnes(String path, boolean open) {
        Routes routes =
                Routes.protectOnly("/api/**", "/hooks").open("/api/docs").require("/admin", "admin:all");

        assertThat(routes.isOpen("GET", path, header -> null)).isEqualTo(open);
    }

    @Test
    void protectingNothingIsRefused() {
        assertThatThrownBy(Routes::protectOnly).hasMessageContaining("at least one path");
        assertThatThrownBy(() -> Routes.protectOnly("GET /api")).hasMessageContaining("must begin with '/'");
        assertThatThrownBy(() -> Routes.protectOnly("/hooks", "/api/")).hasMessageContaining("/** for all below");
    }

    @Test
    void admitAllRequiresAKeyOnlyOfAmbiguousPathsAndWhereARuleDoes() {
        Routes routes = Routes.admitAll()
                .open("GET /open")
                .optional("/dear", Requirement.validKey().withCost(2))
                .require("/admin/**", "admin:all")
                .allowCorsPreflight();

        for (String path : List.of("/", "/flows", "/dear", "/dear/")) {
            assertThat(routes.isKeyOptional("GET", path)).as(path).isTrue();
            assertThat(routes.isOpen("GET", path, header -> null)).as(path).isFalse();
        }
        for (String path : List.of("/admin", "/admin/x", "/flows;v=1", "/../flows", "//flows")) {
            assertThat(routes.isKeyOptional("GET", path)).as(path).isFalse();
        }
        assertThat(routes.isKeyOptional("GET", null)).isFalse();
        assertThat(routes.isOpen("GET", "/open", header -> null)).isTrue();
        assertThat(routes.requirementOf("GET", "/flows")).isEqualTo(Requirement.validKey());
        assertThat(routes.requirementOf("GET", "/dear").cost()).isEqualTo(2);
    }

    @Test
    void ambiguousPathRequiresThePermissionsOfAllRules() {
        Routes routes = Routes.protectAll()
                .open("/**")
                .require("/a", Requirement.permission("a").withCost(2))
                .require("POST /b", "b");

        assertThat(routes.requirementOf("GET", null))
                .isEqualTo(Requirement.permission("a", "b").withCost(2));
    }

    @Test
    void methodOfARuleIsKnown() {
        Routes routes = Routes.protectAll().require("REPORT /a", "report").require("GET /a", "read");

        assertThat(permissions(routes, "REPORT", "/a")).isEqualTo("report");
        assertThat(permissions(routes, "report", "/a")).isEqualTo("report read");
    }

    @Test
    void routesAreImmutable() {
        Routes routes = Routes.protectAll();
        Objects.requireNonNull(routes.open("/a").allowCorsPreflight());

        assertThat(permissions(routes, "GET", "/a")).isEmpty();
        assertThat(routes.isOpen("OPTIONS", "/a", PREFLIGHT::get)).isFalse();
    }

    @Test
    void onlyACorsPreflightOnAnUnambiguousPathIsAdmitted() {
        Routes routes = Routes.protectAll().require("/a", "a").allowCorsPreflight();

        assertThat(routes.isOpen("OPTIONS", "/a", PREFLIGHT::get)).isTrue();
        assertThat(routes.isOpen("GET", "/a", PREFLIGHT::get)).isFalse();
        assertThat(routes.isOpen("OPTIONS", "/a", Map.of("Origin", "https://app.example")::get))
                .isFalse();
        assertThat(routes.isOpen("OPTIONS", null, PREFLIGHT::get)).isFalse();
        assertThat(routes.isOpen("OPTIONS", "/b/../a", PREFLIGHT::get)).isFalse();
    }

    /** An adapter may forget to check the decoded path. */
    @ParameterizedTest
    @ValueSource(strings = {"/open/../a", "/open//a", "/open/a;b", "/open/a%2fb", "/open/.", "open/a"})
    void ambiguousDecodedPathIsNotOpenAndRequiresThePermissionsOfAllRules(String path) {
        Routes routes = Routes.protectAll().open("/open/**").require("/a", "a").require("/b", "b");

        assertThat(permissions(routes, "GET", path)).isEqualTo("a b");
    }

    @Test
    void openRouteRequiresAValidKeyOfAnAdapterThatDoesNotAskWhetherItIsOpen() {
        assertThat(Routes.protectAll().open("/open").requirementOf("GET", "/open"))
                .isEqualTo(Requirement.validKey());
    }

    @Test
    void unknownMethodMatchesTheRulesOfEveryMethod() {
        Routes routes = Routes.protectAll().open("GET /open").require("POST /a", "a");

        assertThat(permissions(routes, "", "/open")).isEmpty();
        assertThat(permissions(routes, "", "/a")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "health",
                "https://host/health",
                "/a*",
                "/*.html",
                "/**/a",
                "/a**",
                "/a/{id}",
                "/a//b",
                "/a/./b",
                "/a/..",
                "/a;b",
                "/a%20b",
                "/a?b=c",
                "/a#b",
                "/a\\b",
                "/a\nb"
            })
    void invalidPatternIsRejected(String pattern) {
        assertThatThrownBy(() -> Routes.protectAll().open(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Write for example /flows/*/execute or /public/**");
    }

    @Test
    void requiredPatternWithATrailingSlashIsRejected() {
        assertThatThrownBy(() -> Routes.protectAll().require("/docs/", "docs:read"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it without");
        assertThat(permissions(Routes.protectAll().require("/", "root"), "GET", "/"))
                .isEqualTo("root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"post /a", "Post /a", " /a", "GET\t /a"})
    void methodNotInUpperCaseIsRejected(String route) {
        assertThatThrownBy(() -> Routes.protectAll().open(route))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("upper case");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "GET  /a", "GET POST /a", "GET a"})
    void routeWithoutAPathAfterTheMethodIsRejected(String route) {
        assertThatThrownBy(() -> Routes.protectAll().require(route, "a:read"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it must begin with '/'");
    }

    @Test
    void pathMayContainASpace() {
        assertThat(permissions(Routes.protectAll().require("/a b", "a:read"), "GET", "/a b"))
                .isEqualTo("a:read");
    }
}
