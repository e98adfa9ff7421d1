package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class LimitsChapter extends Chapter {
    LimitsChapter(ContractSites sites) {
        super(sites);
    }

    private Answer call(String key) {
        return get(WHO_AM_I, bearer(key));
    }

    private static long retryAfter(Answer answer) {
        return Long.parseLong(answer.header("Retry-After").get(0));
    }

    @Test
    void retryAfterIsRoundedUpAndLongEnough() {
        String key = keys.issueWithLimits(RateLimit.perMinute(1));
        assertThat(call(key).status()).isEqualTo(200);
        keys.passes(Duration.ofMillis(17_300));

        Answer denied = call(key);

        assertThat(denied.status()).isEqualTo(429);
        assertThat(retryAfter(denied)).isBetween(43L, 44L);
        keys.passes(Duration.ofSeconds(retryAfter(denied)));
        assertThat(call(key).status()).isEqualTo(200);
    }

    @Test
    void retryAfterIsAtLeastOneSecond() {
        String key = keys.issueWithLimits(RateLimit.perSecond(1));
        call(key);
        keys.passes(Duration.ofMillis(999));

        assertThat(call(key).header("Retry-After")).containsExactly("1");
    }

    @Test
    void retryAfterIsNotShorterThanTheResetOfAViolatedLimit() {
        String key = keys.issueWithLimits(RateLimit.perMinute(2), RateLimit.perHour(2));
        call(key);
        keys.passes(Duration.ofSeconds(10));
        call(key);

        Answer denied = call(key);

        assertThat(denied.header("RateLimit"))
                .singleElement()
                .asString()
                .matches("\"per-minute\";r=0;t=5[0-9], \"per-hour\";r=0;t=3[56][0-9][0-9]");
        assertThat(retryAfter(denied))
                .isGreaterThanOrEqualTo(
                        Long.parseLong(denied.header("RateLimit").get(0).replaceFirst(".*t=", "")));
        assertThat(denied.problem().path("violated-policies")).hasSize(2);
    }

    @Test
    void onlyTheViolatedPoliciesAreListed() {
        String key = keys.issueWithLimits(RateLimit.perMinute(1), RateLimit.perHour(5));
        call(key);

        Answer denied = call(key);

        assertThat(denied.header("RateLimit-Policy"))
                .containsExactly("\"per-minute\";q=1;w=60, \"per-hour\";q=5;w=3600");
        assertThat(denied.problem().path("violated-policies").toString()).isEqualTo("[\"per-minute\"]");
    }

    @Test
    void remainingQuotaFallsByTheCostOfEachCall() {
        String key = keys.issueWithLimits(RateLimit.perMinute(5));

        assertThat(call(key).header("RateLimit")).containsExactly("\"per-minute\";r=4;t=60");
        assertThat(get("/dear", bearer(key)).header("RateLimit")).containsExactly("\"per-minute\";r=2;t=60");
        assertThat(call(key).header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(get("/dear", bearer(key)).status()).isEqualTo(429);
        assertThat(call(key).header("RateLimit")).containsExactly("\"per-minute\";r=0;t=60");
    }

    @Test
    void aCallThatCostsNothingIsAuthenticatedAndNeverOverALimit() {
        String key = keys.issueWithLimits(RateLimit.perMinute(1));
        assertThat(get("/free", bearer(key)).status()).isEqualTo(200);
        assertThat(call(key).status()).isEqualTo(200);
        assertThat(call(key).status()).isEqualTo(429);

        Answer free = get("/free", bearer(key));

        assertThat(free.status()).isEqualTo(200);
        assertThat(free.header("RateLimit")).isEmpty();
        assertThat(get("/free", bearer(keys.withOtherSecret(key))).status()).isEqualTo(401);
    }

    @Test
    void allKeysOfAWorkspaceShareItsLimit() {
        String workspace = keys.workspaceWithLimits(RateLimit.perMinute(3));
        String one = keys.issue(workspace, ApiKeySettings.named("one"));
        String two = keys.issue(workspace, ApiKeySettings.named("two"));

        assertThat(call(one).header("RateLimit")).containsExactly("\"per-minute\";r=2;t=60");
        assertThat(call(two).header("RateLimit")).containsExactly("\"per-minute\";r=1;t=60");
        assertThat(call(one).status()).isEqualTo(200);
        assertThat(call(two).status()).isEqualTo(429);
    }

    @Test
    void aKeysOwnLimitAppliesInAdditionAndHasANameOfItsOwn() {
        String workspace = keys.workspaceWithLimits(RateLimit.perMinute(9));
        String key = keys.issue(workspace, ApiKeySettings.named("one").withLimits(RateLimit.perMinute(1)));

        assertThat(call(key).header("RateLimit-Policy"))
                .containsExactly("\"per-minute\";q=9;w=60, \"key-per-minute\";q=1;w=60");
        assertThat(call(key).problem().path("violated-policies").toString()).isEqualTo("[\"key-per-minute\"]");
    }

    @Test
    void requestDeniedForAnotherReasonSpendsNoQuota() {
        String key = keys.issueWithLimits(RateLimit.perMinute(1));

        assertThat(get("/admin/x", bearer(key)).status()).isEqualTo(403);
        assertThat(get(WHO_AM_I, bearer(key), "X-Forwarded-Proto: https").status())
                .isEqualTo(403);
        assertThat(get(WHO_AM_I, bearer(key), bearer(key)).status()).isEqualTo(400);
        assertThat(get(WHO_AM_I, bearer(keys.withOtherSecret(key))).status()).isEqualTo(401);

        assertThat(call(key).status()).isEqualTo(200);
    }

    @Test
    void requestFromAnAddressOffTheAllowlistSpendsNoQuota() {
        String key = keys.issue("two-a-minute", ApiKeySettings.named("test").withAllowlist("192.0.2.0/24"));
        String[] fromElsewhere = {bearer(key), "X-Forwarded-For: 203.0.113.1", "X-Forwarded-Proto: https"};
        String[] fromTheOffice = {bearer(key), "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"};

        assertThat(sites.behindXForwardedFor().get(WHO_AM_I, fromElsewhere).status())
                .isEqualTo(403);

        assertThat(sites.behindXForwardedFor().get(WHO_AM_I, fromTheOffice).header("RateLimit"))
                .containsExactly("\"per-minute\";r=1;t=60");
    }
}
