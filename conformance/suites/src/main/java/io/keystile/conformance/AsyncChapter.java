package io.keystile.conformance;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.testkit.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous work and asynchronous dispatches belong to the request that started them. */
abstract class AsyncChapter extends StageChapter {
    private final String key = keys.issue("two-a-minute", ApiKeySettings.named("test"));

    AsyncChapter(ServletStage stage) {
        super(stage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/again", "/again?wrapped"})
    void asyncDispatchKeepsTheIdentityAndIsChargedOnce(String path) {
        Answer answer = get(path, apiKey(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("again " + keys.idOf(key) + " of two-a-minute")
                .contains(", ApiKey,");
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void asynchronousWorkSeesTheKey() {
        Answer answer = get("/works", bearer(key));

        assertThat(answer.body()).startsWith(keys.idOf(key) + " of two-a-minute");
        assertThat(answer.header("RateLimit")).hasSize(1);
    }

    @Test
    void asyncDispatchFromAPublicToAProtectedPageRequiresAKey() {
        assertThat(get("/public/async?to=/protected/x").status()).isEqualTo(401);
        assertThat(runs).hasValue(0);

        assertThat(get("/public/async?to=/protected/x", bearer(key)).status()).isEqualTo(200);
        assertThat(runs).hasValue(1);
    }

    @Test
    void asyncDispatchRequiresThePermissionsOfItsTarget() {
        assertThat(get("/async?to=/admin/x", bearer(key)).status()).isEqualTo(403);
        assertThat(runs).hasValue(0);

        assertThat(get("/async?to=/admin/x", bearer(keys.issue("admin:all"))).status())
                .isEqualTo(200);
    }

    @Test
    void asyncDispatchOfARequestWhoseKeyWasRevokedMeanwhileIsDenied() {
        Answer answer = get("/revoked/async?to=/protected/x", bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").toString()).contains("revoked");
        assertThat(runs).hasValue(0);
    }

    @Test
    void asyncDispatchToAPublicPageOfARequestWhoseKeyWasRevokedMeanwhileIsDenied() {
        Answer answer = get("/revoked/async?to=/public/page/x", bearer(keys.issue()));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("public page");
    }

    @Test
    void asyncDispatchToAPublicPageOfARequestWithoutAKeyContinues() {
        assertThat(get("/public/async?to=/public/page/x").body()).isEqualTo("public page ");
    }

    @Test
    void forwardOfARequestThatRevokedItsOwnKeyContinues() {
        assertThat(get("/revoked/forward", bearer(keys.issue())).status()).isEqualTo(200);
        assertThat(runs).hasValue(1);
    }

    @Test
    void deniedDispatchAfterACommitRunsNothingAndKeepsTheResponse() {
        Answer answer = get("/answers-and-dispatches?to=/admin/x", bearer(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("answer ").doesNotContain("resource", "problem");
        assertThat(runs).hasValue(0);
    }
}
