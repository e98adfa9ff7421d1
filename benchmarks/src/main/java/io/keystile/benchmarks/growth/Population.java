package io.keystile.benchmarks.growth;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.benchmarks.KeyLimits;
import io.keystile.benchmarks.NumberedKeys;
import io.keystile.benchmarks.Zipf;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.CacheSettings;
import io.keystile.store.InMemoryApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A number of keys in one workspace, each with a name, one permission, an expiry and a limit, without an allowlist. Not
 * thread-safe.
 */
final class Population {
    private static final SecretHasher HASHER = SecretHasher.sha256();
    private static final String WORKSPACE = "acme";
    private static final RateLimit LIMIT = RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofDays(1));
    private static final Duration LONG = Duration.ofDays(1);
    private static final int DRAWS = 1 << 16;
    private static final int ROUNDS = 20;

    private final NumberedKeys keys = new NumberedKeys();
    private final int size;
    final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    final SlidingWindowRateLimiter limiter;
    final ApiKeyAuthenticator authenticator;

    Population(int size) {
        this.size = size;
        insertWorkspace(store);
        limiter = new SlidingWindowRateLimiter(size, System::nanoTime);
        authenticator = ApiKeyAuthenticator.builder(store, NumberedKeys.FORMAT)
                .environments(NumberedKeys.ENVIRONMENT)
                .plans(KeyLimits.of(LIMIT))
                .hasher(HASHER)
                .rateLimiter(limiter)
                .cache(new CacheSettings(2 * size, LONG, LONG, 1, LONG))
                .build();
    }

    /** Fills store, cache and limiter in turn; the memory of each is the increase of the heap in use. */
    Growth measure() {
        long empty = Heap.retained();
        forEachKey(key -> insert(store, key));
        long stored = Heap.retained();
        forEachKey(this::cache);
        long cached = Heap.retained();
        forEachKey(key -> call(CallRequest.with(key)));
        long used = Heap.retained();
        return new Growth(
                size, (stored - empty) / size, (cached - stored) / size, (used - cached) / size, roughNanos());
    }

    void forEachKey(Consumer<PresentedKey> action) {
        for (int number = 0; number < size; number++) {
            action.accept(keys.key(number));
        }
    }

    static void insertWorkspace(ApiKeyStore store) {
        store.insert(WorkspaceRecord.of(WORKSPACE, "enterprise"));
    }

    static void insert(ApiKeyStore store, PresentedKey key) {
        ApiKeySettings settings = ApiKeySettings.named("key " + key.id())
                .withPermissions(CallRequest.PERMISSION)
                .withExpiry(Instant.now().plus(LONG.multipliedBy(365)));
        store.insert(ApiKeyRecord.issued(
                key, HASHER.hash(key), WORKSPACE, settings, Instant.now(), "benchmark", Lineage.NONE));
    }

    /** Makes the authenticator cache a key without charging a limit. */
    void cache(PresentedKey key) {
        Object unused = authenticator.authenticate(CallRequest.with(key));
    }

    void call(AuthRequest request) {
        if (!(authenticator.decide(request) instanceof Decision.Granted)) {
            throw new IllegalStateException("The call was not granted");
        }
    }

    private double roughNanos() {
        Zipf popularity = new Zipf(size);
        Random random = new Random(42);
        AuthRequest[] requests = IntStream.range(0, DRAWS)
                .mapToObj(i -> CallRequest.with(keys.key(popularity.draw(random))))
                .toArray(AuthRequest[]::new);
        callAll(requests);
        long start = System.nanoTime();
        callAll(requests);
        return (System.nanoTime() - start) / (double) (ROUNDS * DRAWS);
    }

    private void callAll(AuthRequest[] requests) {
        for (int round = 0; round < ROUNDS; round++) {
            for (AuthRequest request : requests) {
                call(request);
            }
        }
    }
}
