package io.keystile;

import static io.keystile.DenialReason.ADDRESS_NOT_ALLOWED;
import static io.keystile.DenialReason.HTTPS_REQUIRED;
import static io.keystile.DenialReason.KEY_EXPIRED;
import static io.keystile.DenialReason.KEY_REVOKED;
import static io.keystile.DenialReason.LIMIT_EXCEEDED;
import static io.keystile.DenialReason.MALFORMED_KEY;
import static io.keystile.DenialReason.NO_CREDENTIAL;
import static io.keystile.DenialReason.PERMISSION_MISSING;
import static io.keystile.DenialReason.TOO_MANY_UNKNOWN_KEYS;
import static io.keystile.DenialReason.UNAVAILABLE;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WORKSPACE_SUSPENDED;
import static io.keystile.DenialReason.WRONG_ENVIRONMENT;
import static io.keystile.DenialReason.WRONG_SECRET;
import static io.keystile.DenialReason.WRONG_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyAuthenticatorTest {
    private final TestKeys keys = new TestKeys();
    private final ApiKeyAuthenticator authenticator = keys.authenticator().build();
    private final ApiKeySettings flows = ApiKeySettings.named("ci").withPermissions("flows:*");

    @Test
    void aValidKeyIsGrantedWithAllThatIsKnownOfIt() {
        String key = keys.issue(flows.withMetadata("team", "blue"));

        Granted granted = granted(TestRequest.bearer(key).requiring("flows:execute"));

        assertThat(granted.principal())
                .isEqualTo(new ApiKeyPrincipal(
                        TestKeys.idOf(key),
                        TestKeys.idOf(key),
                        "ci",
                        "acme",
                        "live",
                        "free",
                        PermissionSet.of("flows:*"),
                        Map.of("team", "blue")));
        assertThat(granted.source()).isEqualTo(CredentialSource.BEARER);
        assertThat(granted.principal().getName()).isEqualTo(TestKeys.idOf(key).value());
        assertThat(granted.principal().hasPermission("flows:read")).isTrue();
        assertThat(granted.principal().hasPermission("billing:read")).isFalse();
        assertThat(granted.principal().hasPermission("not a permission")).isFalse();
        assertThat(granted.limits().quotas())
                .singleElement()
                .satisfies(quota -> assertThat(quota.remaining()).isEqualTo(99));
    }

    @Test
    void whatItHoldsInMemoryCanBeWatched() {
        granted(TestRequest.bearer(keys.issue(flows)));
        denied(TestRequest.bearer(
                TestKeys.FORMAT.generate("live", new SeededRandom(6)).reveal()));
        denied(TestRequest.bearer(
                TestKeys.FORMAT.generate("live", new SeededRandom(7)).reveal()));

        assertThat(authenticator.stats().cachedKeys()).isEqualTo(1);
        assertThat(authenticator.stats().cachedUnknownIds()).isEqualTo(2);
        assertThat(authenticator.stats().limiterBuckets()).isEqualTo(1);
    }

    @Test
    void aLimiterThatKeepsNothingInThisProcessHasNoBuckets() {
        ApiKeyAuthenticator remote = keys.authenticator()
                .rateLimiter((buckets, permits) -> RateLimitResult.granted(List.of()))
                .build();

        remote.decide(TestRequest.bearer(keys.issue(flows)));

        assertThat(remote.stats().limiterBuckets()).isZero();
    }

    @Test
    void theApiKeyHeaderIsTheOtherWay() {
        String key = keys.issue(flows);

        assertThat(granted(new TestRequest().header("X-API-Key", key)).source())
                .isEqualTo(CredentialSource.API_KEY_HEADER);
    }

    @Test
    void noKeyIsDenied() {
        Denied denied = denied(new TestRequest());

        assertThat(denied.reason()).isEqualTo(NO_CREDENTIAL);
        assertThat(denied.credentialPresented()).isFalse();
        assertThat(denied.keyId()).isNull();
    }

    @Test
    void aChangedCharacterIsMalformed() {
        String key = keys.issue(flows);
        char last = key.charAt(key.length() - 1);

        assertThat(reasonOf(TestRequest.bearer(key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x'))))
                .isEqualTo(MALFORMED_KEY);
    }

    @Test
    void aWellFormedKeyThatNobodyIssuedIsUnknown() {
        String madeUp = TestKeys.FORMAT.generate("live", new SeededRandom(5)).reveal();

        assertThat(reasonOf(TestRequest.bearer(madeUp))).isEqualTo(UNKNOWN_KEY);
    }

    @Test
    void theIdOfOneKeyWithTheSecretOfAnotherIsWrong() {
        String key = keys.issue(flows);

        assertThat(reasonOf(TestRequest.bearer(Forgery.withOtherSecret(key)))).isEqualTo(WRONG_SECRET);
    }

    @Test
    void aKeyWhoseEnvironmentWasEditedIsWrongEvenWithItsChecksumMended() {
        keys.authenticator();
        String dev = keys.apiKeys.issue(TestKeys.ADMIN, "acme", "dev", flows).reveal();

        assertThat(reasonOf(TestRequest.bearer(Forgery.withEnvironment(dev, "live"))))
                .isEqualTo(WRONG_SECRET);
    }

    @Test
    void aKeyOfAnotherEnvironmentIsDenied() {
        String dev = keys.apiKeys.issue(TestKeys.ADMIN, "acme", "dev", flows).reveal();

        assertThat(reasonOf(TestRequest.bearer(dev))).isEqualTo(WRONG_ENVIRONMENT);
    }

    @Test
    void aKeyOfAnotherServiceIsDenied() {
        TestRequest billing = TestRequest.bearer(keys.issue(flows.withServices("billing", "files")));
        TestRequest all = TestRequest.bearer(keys.issue(flows));

        assertThat(reasonOf(billing)).isEqualTo(WRONG_SERVICE);
        granted(all);
        assertThat(denialAt("crm", billing)).isEqualTo(WRONG_SERVICE);
        assertThat(denialAt("crm", all)).isNull();
        assertThat(denialAt("files", billing)).isNull();
        assertThat(denialAt(
                        "files", TestRequest.bearer(Forgery.withOtherSecret(keys.issue(flows.withServices("crm"))))))
                .isEqualTo(WRONG_SECRET);
    }

    private @Nullable DenialReason denialAt(String service, TestRequest request) {
        try (ApiKeyAuthenticator other = keys.authenticator().service(service).build()) {
            return other.decide(request) instanceof Denied denied ? denied.reason() : null;
        }
    }

    @Test
    void aRevokedKeyIsDeniedFromThatMomentOn() {
        String key = keys.issue(flows);
        granted(TestRequest.bearer(key));

        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "lost");

        assertThat(reasonOf(TestRequest.bearer(key))).isEqualTo(KEY_REVOKED);
    }

    @Test
    void aRevokedKeyWithAWrongSecretDoesNotTellThatItIsRevoked() {
        String key = keys.issue(flows);
        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "lost");

        assertThat(reasonOf(TestRequest.bearer(Forgery.withOtherSecret(key)))).isEqualTo(WRONG_SECRET);
    }

    @Test
    void aKeyExpiresAtItsInstantAndNotBefore() {
        String key = keys.issue(flows.withExpiry(keys.time.instant().plusSeconds(10)));

        keys.time.advance(Duration.ofSeconds(10).minusNanos(1));
        granted(TestRequest.bearer(key));
        keys.time.advanceNanos(1);

        assertThat(reasonOf(TestRequest.bearer(key))).isEqualTo(KEY_EXPIRED);
    }

    @Test
    void aSuspendedWorkspaceStopsAllItsKeysAtOnce() {
        String key = keys.issue(flows);
        granted(TestRequest.bearer(key));

        WorkspaceRecord acme = keys.store.findWorkspace("acme").orElseThrow();
        assertThat(keys.store.replace(acme.withSuspended(true).next())).isTrue();

        assertThat(reasonOf(TestRequest.bearer(key))).isEqualTo(WORKSPACE_SUSPENDED);
    }

    @Test
    void aLoweredCeilingHoldsForAllKeysAtOnce() {
        String key = keys.issue(flows);
        granted(TestRequest.bearer(key).requiring("flows:execute"));

        WorkspaceRecord acme = keys.store.findWorkspace("acme").orElseThrow();
        assertThat(keys.store.replace(
                        acme.withCeiling(PermissionSet.of("*:read")).next()))
                .isTrue();

        assertThat(reasonOf(TestRequest.bearer(key).requiring("flows:execute"))).isEqualTo(PERMISSION_MISSING);
        granted(TestRequest.bearer(key).requiring("flows:read"));
    }

    @Test
    void aKeyWithoutPermissionsMayDoNothingThatNeedsOne() {
        String key = keys.issue(ApiKeySettings.named("none"));

        Denied denied = denied(TestRequest.bearer(key).requiring("flows:read"));

        assertThat(denied.reason()).isEqualTo(PERMISSION_MISSING);
        assertThat(denied.required()).containsExactly(Permission.of("flows:read"));
        granted(TestRequest.bearer(key));
    }

    @Test
    void everyPermissionAskedForMustBeHeld() {
        String key = keys.issue(flows);

        assertThat(reasonOf(TestRequest.bearer(key).requiring("flows:read", "billing:read")))
                .isEqualTo(PERMISSION_MISSING);
    }

    @Test
    void anAllowlistAdmitsItsAddressesOnly() {
        String key = keys.issue(flows.withPlan("enterprise").withAllowlist("10.0.0.0/8", "2001:db8::/32"));

        granted(TestRequest.bearer(key).from("10.1.2.3"));
        granted(TestRequest.bearer(key).from("::ffff:10.1.2.3"));
        granted(TestRequest.bearer(key).from("[2001:db8::1]"));
        assertThat(reasonOf(TestRequest.bearer(key).from("11.0.0.1"))).isEqualTo(ADDRESS_NOT_ALLOWED);
        assertThat(reasonOf(TestRequest.bearer(key).from(null))).isEqualTo(ADDRESS_NOT_ALLOWED);
        assertThat(reasonOf(TestRequest.bearer(key).from("11.0.0.1").header("X-Forwarded-For", "10.1.2.3")))
                .isEqualTo(ADDRESS_NOT_ALLOWED);
    }

    @Test
    void behindATrustedProxyTheForwardedAddressCounts() {
        String key = keys.issue(flows.withPlan("enterprise").withAllowlist("10.0.0.0/8"));
        ApiKeyAuthenticator behindProxy = keys.authenticator()
                .clientAddresses(
                        ClientAddressResolver.behind(IpAllowlist.of("192.0.2.0/24"), ForwardingHeader.X_FORWARDED_FOR))
                .build();
        TestRequest viaProxy = TestRequest.bearer(key).header("X-Forwarded-Proto", "https");

        assertThat(behindProxy.decide(viaProxy)).isInstanceOf(Denied.class);
        assertThat(behindProxy.decide(viaProxy.header("X-Forwarded-For", "10.1.2.3")))
                .isInstanceOf(Granted.class);
    }

    @Test
    void aLimitDeniesTheCallAfterTheLastAndSaysHowLongToWait() {
        String key = keys.issue(flows);
        for (int i = 0; i < 100; i++) {
            granted(TestRequest.bearer(key));
        }

        Denied denied = denied(TestRequest.bearer(key));

        assertThat(denied.reason()).isEqualTo(LIMIT_EXCEEDED);
        assertThat(denied.retryAfterNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
        keys.time.advanceNanos(denied.retryAfterNanos() - 1);
        assertThat(reasonOf(TestRequest.bearer(key))).isEqualTo(LIMIT_EXCEEDED);
        keys.time.advanceNanos(1);
        granted(TestRequest.bearer(key));
    }

    @Test
    void whatIsDeniedForAnotherReasonSpendsNothing() {
        String key = keys.issue(
                flows.withPlan("enterprise").withLimits(RateLimit.perMinute(2)).withAllowlist("10.0.0.0/8"));
        for (int i = 0; i < 10; i++) {
            denied(TestRequest.bearer(key).from("11.0.0.1"));
            denied(TestRequest.bearer(key).from("10.0.0.1").requiring("billing:read"));
            denied(TestRequest.bearer(Forgery.withOtherSecret(key)).from("10.0.0.1"));
        }

        granted(TestRequest.bearer(key).from("10.0.0.1"));
        granted(TestRequest.bearer(key).from("10.0.0.1"));
        assertThat(reasonOf(TestRequest.bearer(key).from("10.0.0.1"))).isEqualTo(LIMIT_EXCEEDED);
    }

    @Test
    void aCallMayCostMoreThanOnePermit() {
        String key = keys.issue(flows);

        assertThat(granted(TestRequest.bearer(key).costing(40)).limits().quotas())
                .extracting(Quota::remaining)
                .containsExactly(60L);
        granted(TestRequest.bearer(key).costing(60));
        assertThat(reasonOf(TestRequest.bearer(key))).isEqualTo(LIMIT_EXCEEDED);
    }

    @Test
    void aPlanThatIsChangedHoldsAtOnce() {
        String key = keys.issue(flows);
        granted(TestRequest.bearer(key));

        WorkspaceRecord acme = keys.store.findWorkspace("acme").orElseThrow();
        assertThat(keys.store.replace(acme.withPlan("pro").next())).isTrue();

        assertThat(granted(TestRequest.bearer(key)).limits().quotas())
                .extracting(Quota::remaining)
                .containsExactly(998L);
    }

    @Test
    void clearTextIsDeniedAndTellsWhetherAKeyWasInIt() {
        String key = keys.issue(flows);

        Denied denied = denied(TestRequest.bearer(key).inClearText());

        assertThat(denied.reason()).isEqualTo(HTTPS_REQUIRED);
        assertThat(denied.credentialPresented()).isTrue();
        assertThat(denied.keyId()).isEqualTo(TestKeys.idOf(key));
        assertThat(denied(new TestRequest().inClearText()).credentialPresented())
                .isFalse();
    }

    @Test
    void clearTextFromThisHostIsFineUnlessAProxyShowsItself() {
        String key = keys.issue(flows);

        granted(TestRequest.bearer(key).inClearText().from("127.0.0.1"));
        granted(TestRequest.bearer(key).inClearText().from("[::1]"));
        assertThat(reasonOf(
                        TestRequest.bearer(key).inClearText().from("127.0.0.1").header("X-Forwarded-For", "10.0.0.1")))
                .isEqualTo(HTTPS_REQUIRED);
    }

    @Test
    void clearTextCanBeAllowedByName() {
        ApiKeyAuthenticator careless =
                keys.authenticator().insecurelyAllowClearText().build();

        assertThat(careless.decide(TestRequest.bearer(keys.issue(flows)).inClearText()))
                .isInstanceOf(Granted.class);
    }

    @Test
    void aStoreThatCannotAnswerIsNotABadKey() {
        ApiKeyLookup down = id -> {
            throw new StoreException("down");
        };
        ApiKeyAuthenticator withoutStore = ApiKeyAuthenticator.lookupBuilder(down, TestKeys.FORMAT)
                .environments("live")
                .nanoClock(keys.time::nanos)
                .build();

        Denied denied = (Denied) withoutStore.decide(TestRequest.bearer(keys.issue(flows)));

        assertThat(denied.reason()).isEqualTo(UNAVAILABLE);
        assertThat(denied.retryAfterNanos()).isPositive();
    }

    @Test
    void aKnownKeyOutlivesItsStoreWithinTheDeclaredBound() {
        String key = keys.issue(flows);
        AtomicBoolean down = new AtomicBoolean();
        ApiKeyLookup store = id -> {
            if (down.get()) {
                throw new StoreException("down");
            }
            return keys.store.find(id);
        };
        ApiKeyAuthenticator remembering = ApiKeyAuthenticator.lookupBuilder(store, TestKeys.FORMAT)
                .environments("live")
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .build();
        assertThat(remembering.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);

        down.set(true);
        keys.time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(remembering.decide(TestRequest.bearer(key))).isInstanceOf(Granted.class);
        keys.time.advanceNanos(1);
        assertThat(((Denied) remembering.decide(TestRequest.bearer(key))).reason())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void aLimiterThatCannotAnswerAdmitsNobody() {
        ApiKeyAuthenticator withoutLimiter = keys.authenticator()
                .rateLimiter((buckets, permits) -> {
                    throw new IllegalStateException("down");
                })
                .build();

        assertThat(((Denied) withoutLimiter.decide(TestRequest.bearer(keys.issue(flows)))).reason())
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void aKeyWhosePlanNobodyKnowsIsNotAdmittedWithoutALimit() {
        ApiKeyAuthenticator fewPlans = keys.authenticator()
                .plans(Plans.of(Plan.of("free", RateLimit.perMinute(1))))
                .build();
        String key = keys.issue(flows.withPlan("pro"));

        Denied denied = (Denied) fewPlans.decide(TestRequest.bearer(key));

        assertThat(denied.reason()).isEqualTo(UNAVAILABLE);
        assertThat(denied.retryAfterNanos()).isPositive();
        assertThat(((Denied) fewPlans.decide(TestRequest.bearer(Forgery.withOtherSecret(key)))).reason())
                .isEqualTo(WRONG_SECRET);
    }

    @Test
    void aRevokedKeyWhosePlanNobodyKnowsIsRevoked() {
        ApiKeyAuthenticator fewPlans = keys.authenticator()
                .plans(Plans.of(Plan.of("free", RateLimit.perMinute(1))))
                .build();
        String key = keys.issue(flows.withPlan("pro"));
        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "lost");

        assertThat(((Denied) fewPlans.decide(TestRequest.bearer(key))).reason()).isEqualTo(KEY_REVOKED);
    }

    @Test
    void aFloodOfUnknownKeysStopsReachingTheStoreButKnownKeysGoOn() {
        String key = keys.issue(flows);
        granted(TestRequest.bearer(key));
        SeededRandom random = new SeededRandom(3);
        AtomicInteger throttled = new AtomicInteger();
        for (int i = 0; i < 150; i++) {
            String madeUp = TestKeys.FORMAT.generate("live", random).reveal();
            if (reasonOf(TestRequest.bearer(madeUp)) == TOO_MANY_UNKNOWN_KEYS) {
                throttled.incrementAndGet();
            }
        }

        assertThat(throttled).hasValue(50);
        granted(TestRequest.bearer(key));
        String elsewhere = TestKeys.FORMAT.generate("live", random).reveal();
        assertThat(reasonOf(TestRequest.bearer(elsewhere).from("198.51.100.1"))).isEqualTo(UNKNOWN_KEY);
        keys.time.advance(Duration.ofMinutes(1));
        assertThat(reasonOf(TestRequest.bearer(elsewhere))).isEqualTo(UNKNOWN_KEY);
    }

    @Test
    void aChangeOfAKnownKeyDoesNotPutItBehindTheFloodFromItsAddress() {
        String key = keys.issue(flows);
        granted(TestRequest.bearer(key));
        SeededRandom random = new SeededRandom(3);
        for (int i = 0; i < 101; i++) {
            denied(TestRequest.bearer(TestKeys.FORMAT.generate("live", random).reveal()));
        }

        WorkspaceRecord acme = keys.store.findWorkspace("acme").orElseThrow();
        assertThat(keys.store.replace(acme.withPlan("pro").next())).isTrue();
        granted(TestRequest.bearer(key));
        keys.time.advance(Duration.ofSeconds(31));
        granted(TestRequest.bearer(key));

        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "lost");
        assertThat(reasonOf(TestRequest.bearer(key))).isEqualTo(KEY_REVOKED);
    }

    @Test
    void everyDenialHasAnInstanceOfItsOwn() {
        assertThat(denied(new TestRequest()).instance())
                .isNotEqualTo(denied(new TestRequest()).instance());
        assertThat(denied(new TestRequest()).instance().version()).isEqualTo(4);
        assertThat(denied(new TestRequest()).instance().variant()).isEqualTo(2);
    }

    @Test
    void anAuthenticatorThatAcceptsNoEnvironmentIsRefused() {
        assertThatThrownBy(() ->
                        ApiKeyAuthenticator.builder(keys.store, TestKeys.FORMAT).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(".environments(\"live\")");
    }

    @Test
    void aWorkspaceOnAPlanThatDoesNotExistIsRefusedAtTheStart() {
        keys.store.insert(WorkspaceRecord.of("odd", "gold"));

        assertThatThrownBy(() -> keys.authenticator().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gold")
                .hasMessageContaining("free");
    }

    @Test
    void aPepperThatARecordNamesAndNobodyConfiguredIsRefusedAtTheStart() {
        SecretHash peppered = SecretHash.ofHmacSha256(7, new byte[32]);
        keys.store.insert(Imports.of(new KeyId("imported"), peppered));
        assertThatThrownBy(() -> keys.authenticator().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hmac-sha256$v=7");
        SecretHasher withIt = SecretHasher.peppered(Pepper.verifyOnly(7, new byte[32]));
        assertThat(keys.authenticator().hasher(withIt).build()).isNotNull();

        keys.apiKeys.revoke(TestKeys.ADMIN, new KeyId("imported"), "of no use without its pepper");
        keys.store.insert(Imports.of(new KeyId("later"), SecretHash.parse("$argon3$of-a-later-version")));
        assertThat(keys.authenticator().build()).isNotNull();
    }

    @Test
    void settingsOutOfBoundsAreRefusedWithWhatToWriteInstead() {
        AuthenticatorBuilder builder = keys.authenticator();

        assertThatThrownBy(() -> builder.apiKeyHeader("X API Key")).hasMessageContaining("X-API-Key");
        assertThatThrownBy(() -> builder.apiKeyHeader("authorization")).hasMessageContaining("other than");
        assertThatThrownBy(() -> builder.apiKeyHeader("Cookie")).hasMessageContaining("other than");
        assertThatThrownBy(() -> Plans.of(Plan.of("a", RateLimit.perMinute(1)), Plan.of("a", RateLimit.perDay(1))))
                .hasMessageContaining("rename one");
        assertThatThrownBy(() -> builder.realm("")).hasMessageContaining("1 to 64");
        assertThatThrownBy(() -> builder.realm("a\nb")).hasMessageContaining("printable");
        assertThatThrownBy(() -> builder.listener(event -> {}, 0)).hasMessageContaining("1 to 1000000");
        assertThatThrownBy(() -> Requirement.permission()).hasMessageContaining("Requirement.validKey()");
        assertThatThrownBy(() -> Requirement.validKey().withCost(-1)).hasMessageContaining("0 to 1000000");
    }

    private Granted granted(TestRequest request) {
        Decision decision = authenticator.decide(request);
        assertThat(decision).isInstanceOf(Granted.class);
        return (Granted) decision;
    }

    private Denied denied(TestRequest request) {
        Decision decision = authenticator.decide(request);
        assertThat(decision).isInstanceOf(Denied.class);
        return (Denied) decision;
    }

    private DenialReason reasonOf(TestRequest request) {
        return denied(request).reason();
    }
}
