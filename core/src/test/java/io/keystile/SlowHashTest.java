package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.key.HeldHash;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.SeededRandom;
import io.keystile.key.SlowHashBounds;
import io.keystile.model.ApiKeySettings;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyLookup;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller sees of keys whose hash takes its time. */
@Timeout(30)
class SlowHashTest {
    private final TestKeys keys = new TestKeys();
    private final SeededRandom random = new SeededRandom(8);
    private final PresentedKey key = TestKeys.FORMAT.generate("live", random);
    private final HeldHash held = HeldHash.of(secretOf(key));
    /** A look-up that nothing can be written to, so that what is remembered of a hash is all that makes it fast. */
    private final ApiKeyLookup readOnly = id -> keys.store.find(id);

    private final ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.lookupBuilder(readOnly, TestKeys.FORMAT)
            .environments("live")
            .clock(keys.time)
            .nanoClock(keys.time::nanos)
            .unknownKeysPerAddress(RateLimit.perMinute(2))
            .hasher(SecretHasher.sha256().withSlowHashes(new SlowHashBounds(1, 0, Duration.ZERO)))
            .build();
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    @Test
    void whileAsManyAsMayBeAreVerifiedTheNextIsUnavailableNeitherWrongNorGranted() throws Exception {
        PresentedKey other = TestKeys.FORMAT.generate("live", random);
        store(key.id(), held.hash());
        store(other.id(), HeldHash.free(secretOf(other)).hash());
        Future<Decision> first = others.submit(() -> authenticator.decide(bearer(key)));
        held.awaitBegin();

        Denied denied = (Denied) authenticator.decide(bearer(other));

        assertThat(denied.reason()).isEqualTo(DenialReason.UNAVAILABLE);
        assertThat(denied.retryAfterNanos()).isPositive();
        assertThat(denied.keyId()).isEqualTo(other.id());
        held.release();
        assertThat(first.get()).isInstanceOf(Granted.class);
        assertThat(authenticator.decide(bearer(other))).isInstanceOf(Granted.class);
    }

    @Test
    void firstUseOfAKeyIsNextAlthoughAnotherAddressFillsTheQueue() throws Exception {
        PresentedKey other = TestKeys.FORMAT.generate("live", random);
        store(key.id(), held.hash());
        store(other.id(), HeldHash.free(secretOf(other)).hash());
        ApiKeyAuthenticator queueing = ApiKeyAuthenticator.lookupBuilder(readOnly, TestKeys.FORMAT)
                .environments("live")
                .clock(keys.time)
                .nanoClock(keys.time::nanos)
                .hasher(SecretHasher.sha256().withSlowHashes(new SlowHashBounds(1, 1, Duration.ofSeconds(10))))
                .build();
        TestRequest guess = TestRequest.bearer(Forgery.withOtherSecret(key.reveal()));
        Future<Decision> running = others.submit(() -> queueing.decide(guess));
        held.awaitBegin();
        AtomicReference<Thread> waiter = new AtomicReference<>();
        Future<Decision> waiting = others.submit(() -> {
            waiter.set(Thread.currentThread());
            return queueing.decide(guess);
        });
        while (waiter.get() == null || waiter.get().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        Future<Decision> first =
                others.submit(() -> queueing.decide(bearer(other).from("198.51.100.9")));

        assertThat(((Denied) waiting.get()).reason()).isEqualTo(DenialReason.UNAVAILABLE);
        held.release();
        assertThat(first.get()).isInstanceOf(Granted.class);
        assertThat(((Denied) running.get()).reason()).isEqualTo(DenialReason.WRONG_SECRET);
    }

    @Test
    void anAddressWithTooManyWrongSecretsGetsNoSlowVerificationAndOthersDo() {
        store(key.id(), held.hash());
        held.release();
        TestRequest wrong = TestRequest.bearer(Forgery.withOtherSecret(key.reveal()));

        assertThat(reasonOf(wrong)).isEqualTo(DenialReason.WRONG_SECRET);
        assertThat(reasonOf(wrong)).isEqualTo(DenialReason.WRONG_SECRET);
        Denied throttled = (Denied) authenticator.decide(wrong);

        assertThat(throttled.reason()).isEqualTo(DenialReason.TOO_MANY_UNKNOWN_KEYS);
        assertThat(throttled.retryAfterNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(reasonOf(bearer(key))).isEqualTo(DenialReason.TOO_MANY_UNKNOWN_KEYS);
        assertThat(held.computed()).isEqualTo(2);
        assertThat(authenticator.decide(bearer(key).from("198.51.100.9"))).isInstanceOf(Granted.class);
    }

    @Test
    void aKeyThatWasVerifiedBeforeGoesOnWorkingBehindAThrottledAddressAndCostsNoSlowHash() {
        store(key.id(), held.hash());
        held.release();
        assertThat(authenticator.decide(bearer(key))).isInstanceOf(Granted.class);
        for (int i = 0; i < 3; i++) {
            authenticator.decide(bearer(TestKeys.FORMAT.generate("live", random)));
        }

        assertThat(reasonOf(bearer(TestKeys.FORMAT.generate("live", random))))
                .isEqualTo(DenialReason.TOO_MANY_UNKNOWN_KEYS);
        assertThat(authenticator.decide(bearer(key))).isInstanceOf(Granted.class);
        assertThat(reasonOf(TestRequest.bearer(Forgery.withOtherSecret(key.reveal()))))
                .isEqualTo(DenialReason.WRONG_SECRET);
        assertThat(held.computed()).isEqualTo(1);
    }

    @Test
    void wrongSecretsOfFastHashesAreNotHeldOff() {
        String fast = keys.issue(ApiKeySettings.named("ci"));
        for (int i = 0; i < 5; i++) {
            assertThat(reasonOf(TestRequest.bearer(Forgery.withOtherSecret(fast))))
                    .isEqualTo(DenialReason.WRONG_SECRET);
        }
    }

    private void store(KeyId id, SecretHash hash) {
        keys.store.insert(Imports.of(id, hash));
    }

    private DenialReason reasonOf(TestRequest request) {
        return ((Denied) authenticator.decide(request)).reason();
    }

    private static TestRequest bearer(PresentedKey key) {
        return TestRequest.bearer(key.reveal());
    }

    private static String secretOf(PresentedKey key) {
        String text = key.reveal();
        return text.substring(text.length() - 38, text.length() - 6);
    }
}
