package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Shared caches do not store a response to a request with {@code Authorization} unless the response allows it (RFC 9111
 * section 3.5). They have no rule for {@code X-API-Key}, so adapters mark those responses {@code private}.
 */
abstract class CachingChapter extends Chapter {
    private final String key = keys.issue();

    CachingChapter(ContractSites sites) {
        super(sites);
    }

    @Test
    void responseToXApiKeyIsPrivateUnlessTheApplicationSetsCacheControl() {
        assertThat(get(WHO_AM_I, apiKey(key)).header("Cache-Control")).containsExactly("private");
        assertThat(get("/streams", apiKey(key)).header("Cache-Control")).containsExactly("private");
    }

    @Test
    void responseToABearerTokenGetsNoCacheControl() {
        assertThat(get(WHO_AM_I, bearer(key)).header("Cache-Control")).isEmpty();
    }

    @Test
    void responseOfAPublicPathGetsNoCacheControl() {
        assertThat(get("/public", apiKey(key)).header("Cache-Control")).isEmpty();
    }

    @Test
    void cacheControlOfTheApplicationIsNotChanged() {
        assertThat(get("/cached", apiKey(key)).header("Cache-Control")).containsExactly("max-age=60");
        assertThat(get("/cached", bearer(key)).header("Cache-Control")).containsExactly("max-age=60");
    }

    @Test
    void notFoundResponseForbidsSharedCaching() {
        Answer answer = get("/missing", apiKey(key));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Cache-Control")).singleElement().asString().containsAnyOf("private", "no-store");
    }
}
