package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests whose path two parsers can read differently. A container may reject them; the tests check that no protected
 * resource runs.
 */
abstract class PathTricksChapter extends Chapter {
    PathTricksChapter(ContractSites sites) {
        super(sites);
    }

    static Stream<String> tricks() {
        return Stream.concat(PathTricks.refused(), PathTricks.towardsAdmin());
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void pathTrickRunsNoProtectedResourceWithoutAKey(String path) {
        for (String prefix : List.of("", "/public", "/whoami", "/admin/x")) {
            assertNothingRuns(direct(), prefix + path);
        }
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void pathTrickBypassesNoPermission(String path) {
        String key = keys.issue("flows:read");

        for (String prefix : List.of("", "/public", "/flows", "/admin")) {
            assertNoAdminRuns(direct(), prefix + path, key);
        }
    }

    @Test
    void pathTrickRunsNothingUnderAnotherBasePath() {
        String key = keys.issue("flows:read");

        for (ContractSite site : sites.others()) {
            PathTricks.towardsAdmin().forEach(path -> {
                assertNothingRuns(site, path);
                assertNoAdminRuns(site, path, key);
            });
        }
    }

    private static void assertNothingRuns(ContractSite site, String path) {
        int before = site.application().runs();

        Answer answer = site.get(utf8(path));

        assertThat(answer.body()).doesNotContain(ContractApplication.RESOURCE);
        assertThat(site.application().runs()).as(answer.raw()).isEqualTo(before);
    }

    private static void assertNoAdminRuns(ContractSite site, String path, String key) {
        int before = site.application().adminRuns();

        Answer answer = site.get(utf8(path), bearer(key));

        assertThat(site.application().adminRuns()).as(answer.raw()).isEqualTo(before);
    }

    /** Returns the UTF-8 bytes of a path, one character per byte. */
    private static String utf8(String path) {
        return new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Some containers decode a path before they match it, others match it as sent. */
    @Test
    void encodedPathMatchesItsDecodedFormOrNothing() {
        assertThat(get("/p%75blic/x").status()).isIn(200, 401);
        assertThat(get("/%61dmin/x").status()).isEqualTo(401);
        assertThat(get("/%61dmin/x", bearer(keys.issue("flows:read"))).status()).isIn(403, 404);
        assertThat(get("/%61dmin/x", bearer(keys.issue("admin:all"))).status()).isIn(200, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"test.invalid/public", "test.invalid/public?", "/public", "public@test.invalid", ""})
    void pathInTheHostFieldDoesNotChangeTheRequestPath(String host) {
        WireClient wire = direct().wire();
        int before = direct().application().runs();

        Answer answer = wire.getTarget(wire.basePath() + "/admin/x", host);

        assertThat(answer.status()).as(answer.raw()).isIn(0, 400, 401, 500);
        assertThat(direct().application().runs()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://test.invalid", "http://public", "http://test.invalid:1", "http://test.invalid/public/.."
            })
    void absoluteTargetAndRewriteHeadersDoNotChangeTheRequestPath(String prefix) {
        WireClient wire = direct().wire();
        int before = direct().application().runs();

        Answer answer = wire.getTarget(
                prefix + wire.basePath() + "/admin/x",
                "test.invalid",
                "X-Original-URL: /public",
                "X-Rewrite-URL: /public");

        assertThat(answer.status()).as(answer.raw()).isIn(400, 401, 404, 421);
        assertThat(direct().application().runs()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "?", "#", "admin/x", "//admin/x", "/public#/../admin/x", "/../admin/x"})
    void unusualTargetRunsNoProtectedResource(String target) {
        int before = direct().application().runs();

        Answer answer = direct().wire().getTarget(target, "test.invalid");

        assertThat(answer.body()).doesNotContain(ContractApplication.RESOURCE);
        assertThat(direct().application().runs()).isEqualTo(before);
    }
}
