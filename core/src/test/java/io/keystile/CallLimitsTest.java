package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.LimitScope;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallLimitsTest {
    private static final ApiKeySettings CI = ApiKeySettings.named("ci");
    private static final Plan THREE = Plan.of("three", RateLimit.perMinute(3));

    private static final Plans PLANS = Plans.standard()
            .with(THREE)
            .with(Plan.of("each", RateLimit.perMinute(3)).withScope(LimitScope.KEY))
            .with(Plan.of("env", RateLimit.perMinute(3)).withScope(LimitScope.ENVIRONMENT))
            .with(Plan.of("five", RateLimit.perMinute(5)));

    private final TestKeys keys = new TestKeys(PLANS);
    private final ApiKeyAuthenticator authenticator =
            keys.authenticator().environments("dev").build();

    private void workspaceOn(String plan, RateLimit... own) {
        WorkspaceRecord acme = keys.store.findWorkspace("acme").orElseThrow();
        assertThat(keys.store.replace(acme.withPlan(plan).withLimits(own).next()))
                .isTrue();
    }

    private IssuedKey rotate(KeyId id) {
        return keys.apiKeys
                .rotate(TestKeys.ADMIN, id, Overlap.of(Duration.ofHours(1)))
                .orElseThrow();
    }

    /** Calls with the keys in turn until one is denied by a limit, and returns the number of granted calls. */
    private int grantedInTurn(String... plaintexts) {
        int granted = 0;
        while (true) {
            Decision decision = authenticator.decide(TestRequest.bearer(plaintexts[granted % plaintexts.length]));
            if (decision instanceof Denied denied) {
                assertThat(denied.reason()).isEqualTo(DenialReason.LIMIT_EXCEEDED);
                return granted;
            }
            granted++;
        }
    }

    private List<Quota> quotas(String key) {
        return ((Granted) authenticator.decide(TestRequest.bearer(key)))
                .limits()
                .quotas();
    }

    @Test
    void allKeysOfAWorkspaceShareThePlansLimit() {
        workspaceOn("three");
        String live = keys.issue(CI);
        String dev = keys.apiKeys.issue(TestKeys.ADMIN, "acme", "dev", CI).reveal();

        assertThat(grantedInTurn(live, dev, keys.issue(CI), keys.issue(CI))).isEqualTo(3);
    }

    @Test
    void workspacesDoNotShare() {
        workspaceOn("three");
        keys.apiKeys.createWorkspace(TestKeys.ADMIN, WorkspaceRecord.of("zeta", "free"));
        String other = keys.apiKeys
                .issue(TestKeys.ADMIN, "zeta", "live", CI.withPlan("three"))
                .reveal();

        assertThat(grantedInTurn(keys.issue(CI))).isEqualTo(3);
        assertThat(grantedInTurn(other)).isEqualTo(3);
    }

    @Test
    void keysOfOneEnvironmentShareALimitOfThatScope() {
        workspaceOn("env");
        String dev = keys.apiKeys.issue(TestKeys.ADMIN, "acme", "dev", CI).reveal();

        assertThat(grantedInTurn(keys.issue(CI), keys.issue(CI))).isEqualTo(3);
        assertThat(grantedInTurn(dev)).isEqualTo(3);
    }

    @Test
    void keysDoNotShareALimitPerKeyButASuccessorSharesItsPredecessors() {
        workspaceOn("each");
        IssuedKey first = keys.issueKey(CI);
        IssuedKey second = rotate(first.record().id());
        IssuedKey third = rotate(second.record().id());

        assertThat(grantedInTurn(first.reveal(), second.reveal(), third.reveal()))
                .isEqualTo(3);
        assertThat(grantedInTurn(keys.issue(CI))).isEqualTo(3);
    }

    @Test
    void aKeysOwnLimitsHoldInAdditionAndSurviveRotations() {
        workspaceOn("three");
        IssuedKey first = keys.issueKey(CI.withLimits(RateLimit.perHour(2)));
        IssuedKey second = rotate(first.record().id());

        assertThat(grantedInTurn(first.reveal(), second.reveal())).isEqualTo(2);
        assertThat(grantedInTurn(keys.issue(CI))).isEqualTo(1);
    }

    @Test
    void rotationsGiveNoMoreCallsThanThePlanHas() {
        workspaceOn("three");
        IssuedKey key = keys.issueKey(CI);
        int granted = 0;
        for (int rotation = 0; rotation < 4; rotation++) {
            granted += grantedInTurn(key.reveal());
            key = rotate(key.record().id());
        }

        assertThat(granted).isEqualTo(3);
    }

    @Test
    void aWorkspacesOwnLimitsReplaceThoseOfItsPlan() {
        workspaceOn("three", RateLimit.perMinute(4));
        String one = keys.issue(CI);

        assertThat(quotas(one)).containsExactly(new Quota("workspace:acme", RateLimit.perMinute(4), 3, NANOS, false));
        assertThat(grantedInTurn(one, keys.issue(CI))).isEqualTo(3);
    }

    private static final long NANOS = 60_000_000_000L;

    @Test
    void keysThatWereGivenAnotherPlanShareItsLimitAndNotTheWorkspaces() {
        workspaceOn("three", RateLimit.perMinute(1));
        String one = keys.issue(CI.withPlan("five"));
        String two = keys.issue(CI.withPlan("five"));

        assertThat(grantedInTurn(one, two)).isEqualTo(5);
        assertThat(grantedInTurn(keys.issue(CI), keys.issue(CI.withPlan("three"))))
                .isEqualTo(1);
    }

    @Test
    void aWorkspaceThatMovesToAnotherPlanKeepsTheCallsOfTheLastWindow() {
        workspaceOn("three");
        String key = keys.issue(CI);
        assertThat(grantedInTurn(key)).isEqualTo(3);

        workspaceOn("five");
        assertThat(grantedInTurn(key)).isEqualTo(2);
        workspaceOn("three");
        assertThat(grantedInTurn(key)).isZero();
    }

    @Test
    void movingToASmallerPlanAndBackGivesNoMoreCalls() {
        workspaceOn("five");
        String key = keys.issue(CI);
        int granted = grantedInTurn(key);
        for (int move = 0; move < 5; move++) {
            workspaceOn("three");
            granted += grantedInTurn(key);
            workspaceOn("five");
            granted += grantedInTurn(key);
        }

        assertThat(granted).isEqualTo(5);
    }

    @Test
    void aKeysOwnLimitWithTheNameOfAPlansIsAnnouncedAsTheKeys() {
        RateLimit long64 = RateLimit.of("x".repeat(64), 9, Duration.ofMinutes(1));
        RateLimit odd = RateLimit.of("key-per-minute", 9, Duration.ofMinutes(1));
        workspaceOn("three", RateLimit.perMinute(9), odd, long64);
        String key = keys.issue(CI.withLimits(RateLimit.perMinute(9), RateLimit.perHour(9), odd, long64));

        assertThat(quotas(key))
                .extracting(quota -> quota.limit().name())
                .containsExactly(
                        "per-minute",
                        "key-per-minute",
                        "x".repeat(64),
                        "key-2-per-minute",
                        "per-hour",
                        "key-key-per-minute",
                        "key-" + "x".repeat(60));
    }

    @Test
    void keysOfOneWorkspaceHoldOneBucket() {
        SharedParts shared = new SharedParts();
        WorkspaceRecord acme = WorkspaceRecord.of("acme", "three").withLimits(RateLimit.perSecond(5));
        List<RateLimitBucket> buckets = new ArrayList<>();
        for (String id : List.of("one", "two")) {
            ApiKeyRecord key = ApiKeyRecord.existing(
                    new KeyId(id),
                    "acme",
                    "live",
                    SecretHash.parse("$sha256$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"));
            buckets.addAll(CallLimits.buckets(key, THREE, acme, shared));
        }

        assertThat(buckets).hasSize(2);
        assertThat(buckets.get(0)).isSameAs(buckets.get(1));
    }

    @Test
    void everyBucketOfAKeyIsInTheGroupOfItsWorkspace() {
        ApiKeyRecord key = keys.issueKey(CI.withLimits(RateLimit.perHour(2))).record();
        for (String scope : List.of("three", "each", "env")) {
            Plan plan = PLANS.find(scope).orElseThrow();
            for (String ofWorkspace : List.of(scope, "free")) {
                WorkspaceRecord acme = WorkspaceRecord.of("acme", ofWorkspace);

                assertThat(CallLimits.buckets(key, plan, acme, new SharedParts()))
                        .hasSize(2)
                        .extracting(RateLimitBucket::group)
                        .containsOnly("acme");
            }
        }
    }
}
