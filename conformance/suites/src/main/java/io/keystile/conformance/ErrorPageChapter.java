package io.keystile.conformance;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.testkit.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The error page of a granted request is shown. The error page of a public request requires what its own path requires.
 * A denial shows no error page.
 */
abstract class ErrorPageChapter extends StageChapter {
    private final String key = keys.issue("flows:read");

    ErrorPageChapter(ServletStage stage) {
        super(stage);
    }

    @Test
    void errorPageOfAGrantedRequestHasQuotaHeadersAndTheIdentity() {
        Answer answer = get("/error?code=404", apiKey(key));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("closed error page for " + keys.idOf(key));
        assertThat(answer.header("RateLimit")).hasSize(1);
        assertThat(answer.header("RateLimit-Policy")).hasSize(1);
        assertThat(answer.header("Cache-Control")).hasSize(1);
    }

    @Test
    void errorPageOfAGrantedRequestNeedsNoPermissionOfItsOwn() {
        assertThat(get("/error?code=418", bearer(key)).body()).startsWith("resource ");
        assertThat(get("/public/error?code=418", bearer(key)).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error?code=404", "/throws"})
    void failedRequestIsChargedOnce(String path) {
        String fresh = keys.issue("two-a-minute", ApiKeySettings.named("fresh"));

        assertThat(remainingQuota(get(path, bearer(fresh)))).isEqualTo(1);

        assertThat(runs).hasValue(1);
        assertThat(remainingQuota(get("/protected/x", bearer(fresh)))).isZero();
    }

    @Test
    void protectedErrorPageOfAPublicRequestRequiresAKey() {
        assertThat(get("/public/error?code=404").status()).isEqualTo(401);
        assertThat(runs).hasValue(0);

        assertThat(get("/public/error?code=404", bearer(key)).status()).isEqualTo(404);
        assertThat(runs).hasValue(1);
    }

    @Test
    void publicErrorPageNeedsNoKey() {
        Answer answer = get("/public/error?code=410");

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.body()).isEqualTo("open error page");
    }

    @Test
    void denialShowsNoErrorPage() {
        assertThat(get("/protected/x").body()).startsWith("{").doesNotContain("error page");
        assertThat(runs).hasValue(0);
    }
}
