package io.keystile.conformance.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import org.junit.jupiter.api.Test;

/** The servlet filter in front of the JAX-RS feature: the feature reuses the decision of the filter. */
abstract class BothAdaptersChapter extends JaxRsChapter {
    BothAdaptersChapter(JaxRsSite site) {
        super(site);
    }

    @Test
    void requestIsChargedOnceAndQuotaHeadersAreSentOnce() {
        Answer answer = get("/answers/stage", TestKeys.apiKey(site.keys().issueWithLimits(RateLimit.perMinute(5))));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).containsExactly("\"per-minute\";r=4;t=60");
        assertThat(answer.header("RateLimit-Policy")).hasSize(1);
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void permissionOfTheAnnotationIsStillRequired() {
        assertRuns(0, () -> {
            Answer answer = get("/inherited/closed", keyWith("inherited:write"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("WWW-Authenticate"))
                    .singleElement()
                    .asString()
                    .contains("insufficient_scope");
            assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        });
        assertThat(get("/inherited/closed", keyWith("inherited:read")).status()).isEqualTo(200);
    }

    @Test
    void identityIsThatOfTheFilter() {
        String key = site.keys().issue("flows:read");
        KeyId id = site.keys().idOf(key);

        assertThat(get("/answers/caller", TestKeys.bearer(key)).body()).isEqualTo(id + " of enterprise");
        assertThat(get("/answers/who", TestKeys.bearer(key)).body()).isEqualTo(id + " Bearer true false");
        assertThat(get("/answers/who", TestKeys.apiKey(key)).body()).isEqualTo(id + " ApiKey true false");
    }

    @Test
    void costIsThatOfTheFiltersRoutes() {
        String key = TestKeys.bearer(site.keys().issueWithLimits(RateLimit.perMinute(5)));

        assertThat(get("/answers/dear", key).header("RateLimit")).containsExactly("\"per-minute\";r=4;t=60");
    }

    @Test
    void requestThatTheFilterDeniesNeverReachesTheFeature() {
        assertRuns(0, () -> {
            Answer answer = get("/answers/stage");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header(EverywhereFilter.HEADER)).isEmpty();
        });
    }
}
