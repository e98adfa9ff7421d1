package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A shared cache keeps answers to {@code Authorization} to itself (RFC 9111 section 3.5), and knows of no other header. */
abstract class CachingChapter extends Chapter {
    private final String key = keys.issue();

    CachingChapter(ContractSites sites) {
        super(sites);
    }

    @Test
    void answerToAKeyInXApiKeyIsPrivateIfTheApplicationSetNothing() {
        assertThat(get(WHO_AM_I, apiKey(key)).header("Cache-Control")).containsExactly("private");
        assertThat(get("/streams", apiKey(key)).header("Cache-Control")).containsExactly("private");
    }

    @Test
    void answerToABearerTokenIsLeftAlone() {
        assertThat(get(WHO_AM_I, bearer(key)).header("Cache-Control")).isEmpty();
    }

    @Test
    void answerOfAnOpenPathIsLeftAlone() {
        assertThat(get("/public", apiKey(key)).header("Cache-Control")).isEmpty();
    }

    @Test
    void whatTheApplicationSaysStandsAlone() {
        assertThat(get("/cached", apiKey(key)).header("Cache-Control")).containsExactly("max-age=60");
        assertThat(get("/cached", bearer(key)).header("Cache-Control")).containsExactly("max-age=60");
    }

    @Test
    void answerThatThereIsNothingIsNotForSharedCachesEither() {
        Answer answer = get("/missing", apiKey(key));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Cache-Control")).singleElement().asString().containsAnyOf("private", "no-store");
    }
}
