package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of response has the quota headers, and every kind of resource method sees its caller. */
abstract class ResponsesChapter extends JaxRsChapter {
    ResponsesChapter(JaxRsSite site) {
        super(site);
    }

    @ParameterizedTest
    @CsvSource({
        "/answers/conflict, 409",
        "/answers/mapped, 422",
        "/answers/failing-stage, 409",
        "/answers/failing-later, 409",
        "/answers/stage, 200",
        "/answers/missing, 404"
    })
    void everyResponseHasQuotaHeadersAndForbidsSharedCaching(String path, int status) {
        Answer answer = get(path, TestKeys.apiKey(site.keys().issue()));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=9999;t=60");
        assertThat(answer.header("RateLimit-Policy")).hasSize(1);
        // An error page of the container may have no-store in place of private.
        assertThat(answer.header("Cache-Control")).singleElement().asString().matches("private|.*no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conflict", "mapped", "failing-stage", "failing-later", "stage", "missing", "caller"})
    void resourceMethodDoesNotRunWithoutAKey(String name) {
        assertRuns(0, () -> assertKeyRequired(get("/answers/" + name)));
    }

    @Test
    void costOfTheMethodIsCharged() {
        String key = TestKeys.bearer(site.keys().issueWithLimits(RateLimit.perMinute(5)));

        assertThat(get("/answers/dear", key).header("RateLimit")).containsExactly("\"per-minute\";r=2;t=60");
    }

    @Test
    void completionStageSeesTheCaller() {
        String key = site.keys().issue();

        assertThat(get("/answers/stage", TestKeys.bearer(key)).body())
                .endsWith(" for " + site.keys().idOf(key));
    }

    @Test
    void listenersReceiveTheRequestAndTheKey() {
        String key = site.keys().issue();
        site.events().clear();

        get("/answers/stage?token=secret", TestKeys.bearer(key), "User-Agent: contract/1");

        assertThat(site.events()).singleElement().satisfies(event -> {
            assertThat(event.request().method()).isEqualTo("GET");
            assertThat(event.request().path()).endsWith("/answers/stage");
            assertThat(event.request().userAgent()).isEqualTo("contract/1");
            assertThat(event.decision().keyId()).isEqualTo(site.keys().idOf(key));
        });
    }

    @Test
    void callerIsInjectedAsABeanParam() {
        String key = site.keys().issue();

        assertThat(get("/answers/caller", TestKeys.bearer(key)).body())
                .isEqualTo(site.keys().idOf(key) + " of enterprise");
    }

    @Test
    void publicMethodHasNoCallerAndIgnoresKeys() {
        assertThat(get("/answers/public").body()).isEqualTo("called by null");
        assertThat(get("/answers/public", keyWith()).body()).isEqualTo("called by null");
        assertThat(get("/answers/public", TestKeys.bearer("wrong")).body()).isEqualTo("called by null");
        assertThat(get("/answers/public", keyWith()).header("RateLimit")).isEmpty();
    }
}
