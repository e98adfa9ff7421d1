package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.AuthenticationResult.Authenticated;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.Decision.Granted;
import io.keystile.key.HeldHash;
import io.keystile.key.PresentedKey;
import io.keystile.key.SeededRandom;
import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.CacheSettings;
import io.keystile.store.ResolvedKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls on an event loop, which must not wait for the store or for a slow hash. */
class AuthenticateFromCacheTest {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final Duration UNKNOWN = Duration.ofSeconds(30);

    private final TestKeys keys = new TestKeys();
    private final CountingStore store = new CountingStore(keys.store);
    private final SeededRandom random = new SeededRandom(19);
    private final ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, TestKeys.FORMAT)
            .environments("live")
            .clock(keys.time)
            .nanoClock(keys.time::nanos)
            .cache(new CacheSettings(1_000, FRESH, STALE, 1_000, UNKNOWN))
            .unknownKeysPerAddress(RateLimit.perMinute(2))
            .build();
    private final String key = keys.issue(ApiKeySettings.named("ci"));

    private Optional<AuthenticationResult> fromCache(String presented) {
        return authenticator.authenticateFromCache(TestRequest.bearer(presented));
    }

    private AuthenticationResult authenticate(String presented) {
        return authenticator.authenticate(TestRequest.bearer(presented));
    }

    private static @Nullable DenialReason reasonOf(AuthenticationResult result) {
        return result instanceof Rejected rejected ? rejected.reason() : null;
    }

    private void assertRejectedFromCache(String presented, DenialReason reason) {
        int finds = store.finds;
        assertThat(fromCache(presented))
                .map(AuthenticateFromCacheTest::reasonOf)
                .contains(reason);
        assertThat(store.finds).isEqualTo(finds);
    }

    private void assertAuthenticatedFromCache(String presented) {
        int finds = store.finds;
        assertThat(fromCache(presented)).containsInstanceOf(Authenticated.class);
        assertThat(store.finds).isEqualTo(finds);
    }

    private void assertWouldBlock(String presented) {
        int finds = store.finds;
        assertThat(fromCache(presented)).isEmpty();
        assertThat(store.finds).isEqualTo(finds);
    }

    private String unknown() {
        return TestKeys.FORMAT.generate("live", random).reveal();
    }

    @Test
    void keyIsAuthenticatedOnceItIsCached() {
        assertWouldBlock(key);

        authenticate(key);

        assertAuthenticatedFromCache(key);
        assertRejectedFromCache(Forgery.withOtherSecret(key), DenialReason.WRONG_SECRET);
    }

    @Test
    void resultIsAuthorizedLikeAnyOther() {
        authenticate(key);

        AuthenticationResult result = fromCache(key).orElseThrow();

        assertThat(authenticator.authorize(result, Requirement.validKey())).isInstanceOf(Granted.class);
    }

    @Test
    void requestsThatNeedNoLookUpAreRejected() {
        assertRejectedFromCache("pk_live_wrong", DenialReason.MALFORMED_KEY);
        assertThat(authenticator.authenticateFromCache(new TestRequest()))
                .map(AuthenticateFromCacheTest::reasonOf)
                .contains(DenialReason.NO_CREDENTIAL);
        assertThat(authenticator.authenticateFromCache(TestRequest.bearer(key).inClearText()))
                .map(AuthenticateFromCacheTest::reasonOf)
                .contains(DenialReason.HTTPS_REQUIRED);
    }

    @Test
    void unknownIdIsRejectedWhileItIsCachedAsUnknown() {
        String unknown = unknown();
        authenticate(unknown);

        assertRejectedFromCache(unknown, DenialReason.UNKNOWN_KEY);
        keys.time.advance(UNKNOWN);

        assertWouldBlock(unknown);
    }

    @Test
    void unansweredCallsDoNotCountAsLookUps() {
        for (int i = 0; i < 100; i++) {
            assertWouldBlock(unknown());
        }

        assertThat(reasonOf(authenticate(unknown()))).isEqualTo(DenialReason.UNKNOWN_KEY);
        assertThat(reasonOf(authenticate(unknown()))).isEqualTo(DenialReason.UNKNOWN_KEY);
    }

    /** Asking the throttle reserves a look-up, so only a call that may look up asks it. */
    @Test
    void callOfAThrottledAddressIsNotAnswered() {
        authenticate(unknown());
        authenticate(unknown());

        assertWouldBlock(unknown());
        assertThat(reasonOf(authenticate(unknown()))).isEqualTo(DenialReason.TOO_MANY_UNKNOWN_KEYS);
    }

    @Test
    void changedKeyIsLookedUpAgain() {
        authenticate(key);
        keys.apiKeys.revoke(TestKeys.ADMIN, TestKeys.idOf(key), "lost");

        assertWouldBlock(key);
        authenticate(key);

        assertRejectedFromCache(key, DenialReason.KEY_REVOKED);
    }

    @Test
    void expiryIsCheckedOnEachCall() {
        String expiring = keys.issue(
                ApiKeySettings.named("ci").withExpiry(keys.time.instant().plusSeconds(5)));
        authenticate(expiring);
        assertAuthenticatedFromCache(expiring);

        keys.time.advance(Duration.ofSeconds(5));

        assertRejectedFromCache(expiring, DenialReason.KEY_EXPIRED);
    }

    @Test
    void dueKeyIsReloadedByOneCallerAndUsedByTheOthersMeanwhile() {
        authenticate(key);
        keys.time.advance(FRESH);
        assertWouldBlock(key);
        store.whileFinding = () -> assertThat(fromCache(key)).containsInstanceOf(Authenticated.class);

        authenticate(key);

        assertThat(store.finds).isEqualTo(2);
        store.whileFinding = () -> {};
        assertAuthenticatedFromCache(key);
    }

    @Test
    void keyIsUsedBetweenTheAttemptsToReadAFailingStore() {
        authenticate(key);
        keys.time.advance(FRESH);
        store.down = true;
        assertWouldBlock(key);

        assertThat(authenticate(key)).isInstanceOf(Authenticated.class);

        assertAuthenticatedFromCache(key);
        keys.time.advance(STALE.minus(FRESH));
        assertWouldBlock(key);
        assertThat(reasonOf(authenticate(key))).isEqualTo(DenialReason.UNAVAILABLE);
    }

    /** For example, another node issues the key while two calls look it up. */
    @Test
    void keyThatOneLookUpFoundAndAnotherDidNotIsNotDeniedWhenItIsDue() {
        ResolvedKey record = keys.store.find(TestKeys.idOf(key)).orElseThrow();
        Deque<Supplier<Optional<ResolvedKey>>> answers = new ArrayDeque<>();
        try (ApiKeyAuthenticator reading = ApiKeyAuthenticator.lookupBuilder(
                        id -> answers.remove().get(), TestKeys.FORMAT)
                .environments("live")
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .cache(new CacheSettings(1_000, FRESH, STALE, 1_000, UNKNOWN))
                .build()) {
            TestRequest request = TestRequest.bearer(key);
            answers.add(() -> {
                answers.add(Optional::empty);
                assertThat(reasonOf(reading.authenticate(request))).isEqualTo(DenialReason.UNKNOWN_KEY);
                return Optional.of(record);
            });
            assertThat(reading.authenticate(request)).isInstanceOf(Authenticated.class);
            keys.time.advance(FRESH);

            assertThat(reading.authenticateFromCache(request)).isEmpty();
        }
    }

    @Test
    void slowHashIsComputedOnlyByACallThatMayBlock() {
        PresentedKey slow = TestKeys.FORMAT.generate("live", random);
        String text = slow.reveal();
        HeldHash hash = HeldHash.free(text.substring(text.length() - 38, text.length() - 6));
        keys.store.insert(Imports.of(slow.id(), hash.hash()));
        TestRequest right = TestRequest.bearer(text);
        TestRequest wrong = TestRequest.bearer(Forgery.withOtherSecret(text));
        // A look-up that cannot be written, so that the slow hash is not replaced by a fast one.
        try (ApiKeyAuthenticator readOnly = ApiKeyAuthenticator.lookupBuilder(id -> store.find(id), TestKeys.FORMAT)
                .environments("live")
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .build()) {
            assertThat(reasonOf(readOnly.authenticate(wrong))).isEqualTo(DenialReason.WRONG_SECRET);

            assertThat(readOnly.authenticateFromCache(right)).isEmpty();
            assertThat(readOnly.authenticateFromCache(wrong)).isEmpty();
            assertThat(hash.computed()).isEqualTo(1);
            assertThat(readOnly.authenticate(right)).isInstanceOf(Authenticated.class);

            assertThat(readOnly.authenticateFromCache(right)).containsInstanceOf(Authenticated.class);
            assertThat(readOnly.authenticateFromCache(wrong))
                    .map(AuthenticateFromCacheTest::reasonOf)
                    .contains(DenialReason.WRONG_SECRET);
            assertThat(hash.computed()).isEqualTo(2);
            assertThat(store.finds).isEqualTo(1);
        }
    }
}
