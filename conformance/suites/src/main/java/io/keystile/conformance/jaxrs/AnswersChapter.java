package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a resource answers, the answer has the quota, and the resource knew who was calling. */
abstract class AnswersChapter extends JaxRsChapter {
    AnswersChapter(JaxRsSite site) {
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
    void everyAnswerHasTheQuotaAndIsNotForSharedCaches(String path, int status) {
        Answer answer = get(path, TestKeys.apiKey(site.keys().issue()));

        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=9999;t=60");
        assertThat(answer.header("RateLimit-Policy")).hasSize(1);
        // An error page of the container may say that nobody is to keep it.
        assertThat(answer.header("Cache-Control")).singleElement().asString().matches("private|.*no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conflict", "mapped", "failing-stage", "failing-later", "stage", "missing", "caller"})
    void noneOfThemRunsWithoutAKey(String name) {
        assertRuns(0, () -> assertKeyRequired(get("/answers/" + name)));
    }

    @Test
    void costOfTheMethodIsTaken() {
        String key = TestKeys.bearer(site.keys().issueWithLimits(RateLimit.perMinute(5)));

        assertThat(get("/answers/dear", key).header("RateLimit")).containsExactly("\"per-minute\";r=2;t=60");
    }

    @Test
    void stageKnowsWhoIsCalling() {
        String key = site.keys().issue();

        assertThat(get("/answers/stage", TestKeys.bearer(key)).body())
                .endsWith(" for " + site.keys().idOf(key));
    }

    @Test
    void listenersHearWhatWasCalledAndByWhom() {
        String key = site.keys().issue();
        site.heard().clear();

        get("/answers/stage?token=secret", TestKeys.bearer(key), "User-Agent: contract/1");

        assertThat(site.heard()).singleElement().satisfies(event -> {
            assertThat(event.request().method()).isEqualTo("GET");
            assertThat(event.request().path()).endsWith("/answers/stage");
            assertThat(event.request().userAgent()).isEqualTo("contract/1");
            assertThat(event.decision().keyId()).isEqualTo(site.keys().idOf(key));
        });
    }

    @Test
    void callerIsAParameterForThoseWhoWantOne() {
        String key = site.keys().issue();

        assertThat(get("/answers/caller", TestKeys.bearer(key)).body())
                .isEqualTo(site.keys().idOf(key) + " of enterprise");
    }

    @Test
    void nobodyCallsAPublicMethodAndNoKeyIsLookedAt() {
        assertThat(get("/answers/nobody").body()).isEqualTo("called by null");
        assertThat(get("/answers/nobody", keyWith()).body()).isEqualTo("called by null");
        assertThat(get("/answers/nobody", TestKeys.bearer("wrong")).body()).isEqualTo("called by null");
        assertThat(get("/answers/nobody", keyWith()).header("RateLimit")).isEmpty();
    }
}
