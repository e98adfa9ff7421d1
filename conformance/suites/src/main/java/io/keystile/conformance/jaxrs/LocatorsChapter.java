package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sub-resource locators are application code that runs before the target method is known. They always require a key.
 */
abstract class LocatorsChapter extends JaxRsChapter {
    LocatorsChapter(JaxRsSite site) {
        super(site);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/workspaces/w1", "/workspaces/w1/members", "/workspaces/w1/open", "/workspaces/w1/missing"})
    void locatorDoesNotRunWithoutAKey(String path) {
        assertRuns(0, () -> assertKeyRequired(get(path)));
    }

    @Test
    void locatorAndSubResourceSeeTheCallerAndAreChargedOnce() {
        String key = site.keys().issue();

        assertRuns(2, () -> {
            Answer answer = get("/workspaces/w1", TestKeys.bearer(key));
            assertThat(answer.body())
                    .as(answer.raw())
                    .isEqualTo("w1 for " + site.keys().idOf(key));
            assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=9999;t=60");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/overlap/private/x", "/overlap/private/x/open", "/overlap/private/x/members"})
    void subResourceIsNotPublicWhereAPublicMethodMatchesItsPath(String path) {
        Answer answer = get(path);

        // Some implementations match the public method, others the locator.
        if (!answer.body().equals("open")) {
            assertKeyRequired(answer);
        }
        assertThat(get("/overlap/else").body()).isEqualTo("open");
    }

    @Test
    void subResourceMethodRequiresItsPermission() {
        assertThat(get("/workspaces/w1/members", keyWith("members:write")).status())
                .isEqualTo(403);
        assertThat(get("/workspaces/w1/members", keyWith("members:read")).status())
                .isEqualTo(200);
    }

    @Test
    void publicSubResourceMethodRequiresAKeyButNoPermission() {
        assertThat(get("/workspaces/w1/open", keyWith()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/guarded-locators/w1", "/guarded-locators/w1/open", "/guarded-locators/c1/open"})
    void permissionOfTheLocatorsClassAppliesToSubResources(String path) {
        assertRuns(0, () -> {
            Answer answer = get(path, keyWith("members:read"));
            assertThat(answer.status()).as(answer.raw()).isEqualTo(403);
            assertThat(answer.header("WWW-Authenticate"))
                    .singleElement()
                    .asString()
                    .contains("scope=\"guarded:all\"");
        });
        assertThat(get(path, keyWith("guarded:all")).status()).isEqualTo(200);
    }

    @Test
    void subResourceIsNotPublicWhereAPublicTemplateMatchesItsPath() {
        assertThat(get("/guarded-elsewhere/c1/open").body()).isEqualTo("covering");
        assertRuns(0, () -> assertKeyRequired(get("/guarded-locators/c1/open")));
    }
}
