package io.keystile;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.ClientAddressResolver;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.CacheSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link ApiKeyAuthenticator}. What is not set is the safe choice. For one thread, and for one {@link
 * #build}.
 */
public final class AuthenticatorBuilder {
    private static final int MAX_QUEUE = 1_000_000;

    final ApiKeyLookup store;
    final ApiKeyFormat format;
    final List<KeyFormat> otherFormats = new ArrayList<>();
    final Set<String> environments = new TreeSet<>();
    SecretHasher hasher = SecretHasher.sha256();
    Plans plans = Plans.standard();
    ClientAddressResolver clientAddresses = ClientAddressResolver.direct();
    boolean httpsRequired = true;
    String apiKeyHeader = "X-API-Key";
    String realm = "api";
    CacheSettings cache = CacheSettings.standard();
    RateLimit unknownKeys = RateLimit.of("unknown-keys", 100, Duration.ofMinutes(1));

    @Nullable
    RateLimiter limiter;

    InstantSource clock = InstantSource.system();
    LongSupplier nanoClock = System::nanoTime;
    final List<AuthListener> inlineListeners = new ArrayList<>();
    private final List<PendingListener> queuedListeners = new ArrayList<>();

    private record PendingListener(AuthListener listener, int capacity) {}

    AuthenticatorBuilder(ApiKeyLookup store, ApiKeyFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * Accepts the keys of these environments, and no others. At least one must be named.
     *
     * @throws IllegalArgumentException if one cannot stand in a key
     */
    public AuthenticatorBuilder environments(String... accepted) {
        for (String environment : accepted) {
            environments.add(ApiKeyFormat.requireEnvironment(environment));
        }
        return this;
    }

    /**
     * Also accepts keys that are written in this way, such as keys that another system has issued. Texts that are no key of
     * the library's own format are read in each of these formats, in the order in which they were added, until one knows
     * them. What environment such a key is for, its record says.
     */
    public AuthenticatorBuilder alsoAccept(KeyFormat format) {
        otherFormats.add(format);
        return this;
    }

    /** Verifies secrets with {@code hasher}; SHA-256 unless set. */
    public AuthenticatorBuilder hasher(SecretHasher hasher) {
        this.hasher = hasher;
        return this;
    }

    /** Takes limits from {@code plans}; {@link Plans#standard} unless set. */
    public AuthenticatorBuilder plans(Plans plans) {
        this.plans = plans;
        return this;
    }

    /** Finds clients' addresses with {@code resolver}; no proxy is trusted unless set. */
    public AuthenticatorBuilder clientAddresses(ClientAddressResolver resolver) {
        this.clientAddresses = resolver;
        return this;
    }

    /**
     * Admits keys that were sent in clear text. For tests, and where something this library cannot see encrypts all
     * traffic: anybody on the way can read the keys.
     */
    public AuthenticatorBuilder insecurelyAllowClearText() {
        this.httpsRequired = false;
        return this;
    }

    /**
     * Reads keys that are not in {@code Authorization} from this header; {@code X-API-Key} unless set.
     *
     * @throws IllegalArgumentException if it is not a field name, or is {@code Authorization}
     */
    public AuthenticatorBuilder apiKeyHeader(String name) {
        this.apiKeyHeader = CredentialReader.requireHeader(name);
        return this;
    }

    /**
     * Names the protected space in challenges (RFC 9110 section 11.5); {@code api} unless set.
     *
     * @param realm 1 to 64 printable ASCII characters
     * @throws IllegalArgumentException if it is not
     */
    public AuthenticatorBuilder realm(String realm) {
        if (realm.isEmpty() || realm.length() > 64 || !realm.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("A realm has 1 to 64 printable ASCII characters");
        }
        this.realm = realm;
        return this;
    }

    /** Remembers keys within {@code settings}; {@link CacheSettings#standard} unless set. */
    public AuthenticatorBuilder cache(CacheSettings settings) {
        this.cache = settings;
        return this;
    }

    /** Counts calls with {@code limiter}; a {@link SlidingWindowRateLimiter} of its own unless set. */
    public AuthenticatorBuilder rateLimiter(RateLimiter limiter) {
        this.limiter = limiter;
        return this;
    }

    /**
     * Allows each client address so many look-ups that end in nothing; 100 a minute unless set. An IPv6 address counts
     * as its /64. Keys that were found before are not affected.
     */
    public AuthenticatorBuilder unknownKeysPerAddress(RateLimit limit) {
        this.unknownKeys = limit;
        return this;
    }

    /**
     * Tells {@code listener} of decisions, in a thread of its own, in their order, and some milliseconds later. If it falls
     * behind by more than {@code capacity} events, further ones are dropped and counted.
     *
     * @param capacity 1 to 1,000,000 events
     * @throws IllegalArgumentException if the capacity is out of bounds
     */
    public AuthenticatorBuilder listener(AuthListener listener, int capacity) {
        if (capacity < 1 || capacity > MAX_QUEUE) {
            throw new IllegalArgumentException(
                    "A listener's queue holds 1 to " + MAX_QUEUE + " events; got " + capacity);
        }
        queuedListeners.add(new PendingListener(listener, capacity));
        return this;
    }

    /**
     * Tells {@code listener} of decisions in the request's thread, before the request goes on. Only for what takes
     * nanoseconds, such as a counter: whatever time it takes, every request takes.
     */
    public AuthenticatorBuilder inlineListener(AuthListener listener) {
        inlineListeners.add(listener);
        return this;
    }

    /** Reads the time of day from {@code clock}; for tests. */
    public AuthenticatorBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Measures durations, in nanoseconds, with {@code nanoClock}, which never goes back; for tests. */
    public AuthenticatorBuilder nanoClock(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        return this;
    }

    /**
     * Builds the authenticator.
     *
     * @throws IllegalStateException if no environment is accepted, a workspace in the store has a plan that is not among
     *     the plans, or a key that is not revoked was hashed with a pepper that the hasher does not have
     * @throws io.keystile.store.StoreException if the store cannot be read
     */
    public ApiKeyAuthenticator build() {
        if (environments.isEmpty()) {
            throw new IllegalStateException(
                    "No environment is accepted; say which keys this server takes, for example .environments(\"live\")");
        }
        if (store instanceof ApiKeyStore administered) {
            administered.workspaces().forEach(this::requirePlan);
            administered.hashSchemes().forEach(this::requirePepper);
        }
        return new ApiKeyAuthenticator(this);
    }

    /** A hash of an unknown scheme may be of a later version's, and only denies its key. */
    private void requirePepper(String scheme) {
        if (scheme.startsWith("hmac-sha256") && !hasher.canVerify(scheme)) {
            throw new IllegalStateException("Keys in the store are hashed with a pepper that is not configured ("
                    + scheme + "); configure it too, or revoke the keys that need it");
        }
    }

    private void requirePlan(WorkspaceRecord workspace) {
        if (plans.find(workspace.plan()).isEmpty()) {
            throw new IllegalStateException("Workspace " + workspace.id() + " has plan \"" + workspace.plan()
                    + "\", which is not among " + plans + "; add it with .plans(Plans.standard().with(…))");
        }
    }

    RateLimiter limiterOrDefault() {
        return limiter != null
                ? limiter
                : new SlidingWindowRateLimiter(SlidingWindowRateLimiter.DEFAULT_MAX_BUCKETS, nanoClock);
    }

    List<QueuedListener> queuedListeners(EventLosses losses) {
        return queuedListeners.stream()
                .map(pending -> new QueuedListener(pending.listener(), pending.capacity(), losses))
                .toList();
    }
}
