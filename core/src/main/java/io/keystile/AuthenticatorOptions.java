package io.keystile;

import io.keystile.admin.LastUsedRecorder;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import io.keystile.net.ClientAddressResolver;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.CacheSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options that {@code KeystileBuilder} and {@code AuthenticatorBuilder} share. Each default is the safe choice.
 * Used by one thread, for one {@code build()}.
 *
 * @param <B> the type of the builder
 */
public abstract class AuthenticatorOptions<B extends AuthenticatorOptions<B>> {
    private static final int MAX_QUEUE = 1_000_000;
    private static final InstantSource SYSTEM_CLOCK = InstantSource.system();

    final List<KeyFormat> formats = new ArrayList<>();
    final Set<String> environments = new TreeSet<>();
    final Set<String> services = new TreeSet<>();
    SecretHasher hasher = SecretHasher.sha256();
    PlanSource plans = Plans.standard();
    ClientAddressResolver clientAddresses = ClientAddressResolver.direct();
    boolean httpsRequired = true;
    String apiKeyHeader = "X-API-Key";
    boolean ignoresOtherBearerTokens;
    String realm = "api";
    CacheSettings cache = CacheSettings.standard();
    RateLimit unknownKeys = RateLimit.of("unknown-keys", 100, Duration.ofMinutes(1));

    @Nullable
    RateLimiter limiter;

    /** Null if last uses are not recorded. */
    @Nullable
    LastUsedRecorder lastUses;

    InstantSource clock = SYSTEM_CLOCK;
    LongSupplier nanoClock = SlidingWindowRateLimiter.SYSTEM_CLOCK;
    final List<AuthListener> inlineListeners = new ArrayList<>();
    private final List<PendingListener> queuedListeners = new ArrayList<>();

    private record PendingListener(AuthListener listener, int capacity) {}

    AuthenticatorOptions(KeyFormat format) {
        formats.add(format);
    }

    abstract B self();

    /**
     * Accepts keys of these environments only. At least one is required.
     *
     * @throws IllegalArgumentException if one cannot occur in a key
     */
    public B environments(String... accepted) {
        for (String environment : accepted) {
            environments.add(ApiKeyFormat.requireEnvironment(environment));
        }
        return self();
    }

    /**
     * Names a service of this application, such as {@code billing}; call it once for each. Keys that name services are
     * accepted if one of them is named here, and keys that name none always are. Without a name, only the latter are
     * accepted.
     *
     * @throws IllegalArgumentException if the name is not well-formed, see {@link ApiKeySettings#services}
     */
    public B service(String name) {
        services.add(ApiKeySettings.requireService(name));
        return self();
    }

    /**
     * Also accepts keys of this format, for example keys that another system issued. A key is parsed with the formats
     * in the order in which they were added, until one succeeds; the first {@link ApiKeyFormat} among them comes before
     * all others. The environment of a key in another format is the one in its record.
     */
    public B alsoAccept(KeyFormat format) {
        formats.add(format);
        return self();
    }

    /** Hashes and verifies secrets with {@code hasher}; SHA-256 by default. */
    public B hasher(SecretHasher hasher) {
        this.hasher = hasher;
        return self();
    }

    /** Finds plans in {@code plans}; {@link Plans#standard} by default. */
    public B plans(PlanSource plans) {
        this.plans = plans;
        return self();
    }

    /** Resolves clients' addresses with {@code resolver}; no proxy is trusted by default. */
    public B clientAddresses(ClientAddressResolver resolver) {
        this.clientAddresses = resolver;
        return self();
    }

    /**
     * Accepts keys that were sent in clear text. For tests, and for networks where something that this library cannot
     * see encrypts all traffic. Otherwise anyone on the network path can read the keys.
     */
    public B insecurelyAllowClearText() {
        this.httpsRequired = false;
        return self();
    }

    /**
     * Sets the header, besides {@code Authorization}, from which keys are read; {@code X-API-Key} by default.
     *
     * @throws IllegalArgumentException if it is not a field name of 1 to 64 characters, or is {@code Authorization},
     *     {@code Proxy-Authorization} or {@code Cookie}
     */
    public B apiKeyHeader(String name) {
        this.apiKeyHeader = CredentialReader.requireHeader(name);
        return self();
    }

    /**
     * Ignores Bearer tokens that are no keys, because another part of the application reads them, for example as JWTs.
     * A request with such a token counts as one without a key, or has the key in the API-key header. By default it has
     * a malformed key, and next to the API-key header it is ambiguous.
     *
     * <p>A token is ignored if it is well-formed (RFC 6750 section 2.1), no format parses it, and it does not start
     * with the brand of an {@link ApiKeyFormat}; so a mistyped key is still denied. A malformed key of another format
     * is ignored.
     */
    public B ignoreOtherBearerTokens() {
        this.ignoresOtherBearerTokens = true;
        return self();
    }

    /**
     * Sets the name of the protection space in challenges (RFC 9110 section 11.5); {@code api} by default.
     *
     * @param realm 1 to 64 printable ASCII characters
     * @throws IllegalArgumentException if the realm is empty, longer, or has other characters
     */
    public B realm(String realm) {
        if (realm.isEmpty() || realm.length() > 64 || !realm.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("A realm has 1 to 64 printable ASCII characters");
        }
        this.realm = realm;
        return self();
    }

    /** Caches keys within these bounds; {@link CacheSettings#standard} by default. */
    public B cache(CacheSettings settings) {
        this.cache = settings;
        return self();
    }

    /** Limits calls with {@code limiter}; by default with a new {@link SlidingWindowRateLimiter}. */
    public B rateLimiter(RateLimiter limiter) {
        this.limiter = limiter;
        return self();
    }

    /**
     * Limits the look-ups of unknown keys per client address; 100 a minute by default: at most 100 at once, and one
     * more after each 0.6 seconds. IPv6 addresses in the same /64 share one count. All addresses of an IPv6 /48
     * together have 10 times the limit, and all clients without a known address 100 times. Failed verifications of
     * slow hashes count too. Look-ups that find their key do not count. Keys that were found before are never held
     * off, except keys with a slow hash before their first verification. See docs/threat-model.md for what many
     * addresses together can do.
     */
    public B unknownKeysPerAddress(RateLimit limit) {
        this.unknownKeys = limit;
        return self();
    }

    /**
     * Notifies {@code listener} of decisions, in order, in a thread of its own, some milliseconds later. Events that
     * exceed {@code capacity} are dropped and counted.
     *
     * @param capacity the size of the queue, 1 to 1,000,000 events
     * @throws IllegalArgumentException if the capacity is out of bounds
     */
    public B listener(AuthListener listener, int capacity) {
        if (capacity < 1 || capacity > MAX_QUEUE) {
            throw new IllegalArgumentException(
                    "A listener's queue holds 1 to " + MAX_QUEUE + " events; got " + capacity);
        }
        queuedListeners.add(new PendingListener(listener, capacity));
        return self();
    }

    /**
     * Notifies {@code listener} of decisions in the request's thread, before the request continues. Use it only for
     * work that takes nanoseconds, such as incrementing a counter: every request waits for it.
     */
    public B inlineListener(AuthListener listener) {
        inlineListeners.add(listener);
        return self();
    }

    /** Reads the time of day from {@code clock}; for tests. */
    public B clock(InstantSource clock) {
        this.clock = clock;
        return self();
    }

    /** Measures durations with {@code nanoClock}, in nanoseconds. The clock must never go back; for tests. */
    public B nanoClock(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        return self();
    }

    void requireEnvironments() {
        if (environments.isEmpty()) {
            throw new IllegalStateException(
                    "No environment is accepted; name at least one, for example .environments(\"live\")");
        }
    }

    TimeOfDay timeOfDay() {
        return new TimeOfDay(
                clock, nanoClock, clock == SYSTEM_CLOCK && nanoClock == SlidingWindowRateLimiter.SYSTEM_CLOCK);
    }

    RateLimiter limiterOrDefault() {
        return limiter != null
                ? limiter
                : new SlidingWindowRateLimiter(SlidingWindowRateLimiter.DEFAULT_MAX_BUCKETS, nanoClock);
    }

    /** Returns all listeners, inline ones first. */
    List<AuthListener> listeners() {
        return Stream.concat(inlineListeners.stream(), queuedListeners.stream().map(PendingListener::listener))
                .toList();
    }

    List<QueuedListener> queuedListeners(EventLosses losses) {
        return queuedListeners.stream()
                .map(pending -> new QueuedListener(pending.listener(), pending.capacity(), losses))
                .toList();
    }
}
