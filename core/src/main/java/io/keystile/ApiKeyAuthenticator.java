package io.keystile;

import static io.keystile.DenialReason.PERMISSION_MISSING;
import static io.keystile.DenialReason.UNAVAILABLE;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.Denials.denied;
import static io.keystile.Denials.limitExceeded;
import static io.keystile.Denials.permissionMissing;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Verification.Refusal;
import io.keystile.admin.LastUsedRecorder;
import io.keystile.cache.CachedLookup;
import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.Permission;
import io.keystile.model.PlanSource;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ClientOrigin;
import io.keystile.net.IncomingRequest;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeedStats;
import io.keystile.store.StoreChange;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates and authorizes requests by their API keys, and enforces the keys' rate limits.
 *
 * <p>Guarantees:
 *
 * <ul>
 *   <li>A request is granted only if its key's secret was verified, in constant time, and the key is active, not
 *       expired, of an accepted environment and service, used from an allowed address, holds every required
 *       permission, and is within its limits. If one of these cannot be determined, the request is denied as
 *       {@link DenialReason#UNAVAILABLE}.
 *   <li>Limits are checked last: a request that is denied for another reason consumes no permits.
 *   <li>A revocation through the same store object takes effect before it returns.
 *   <li>No log, exception, event or decision contains a plaintext key.
 * </ul>
 *
 * <p>Thread-safe. For a cached key with a fast hash, a decision takes no lock and does no I/O. {@link #close} stops
 * the threads of the {@linkplain AuthenticatorOptions#listener listeners}, the thread that replaces outdated hashes
 * and the one that {@linkplain #whenEnded watches grants}; a closed authenticator still decides on requests.
 */
public final class ApiKeyAuthenticator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);

    private final String realm;
    private final ClientAddressResolver clientAddresses;
    private final CredentialReader credentials;
    private final CachedLookup<CompiledKey> keys;
    private final KeyVerifier verifier;
    private final UnknownKeyThrottle throttle;
    private final SecretHasher hasher;
    private final RateLimiter limiter;
    /** The limiter if it can use this authenticator's clock readings; else null. */
    private final @Nullable SlidingWindowRateLimiter onSameClock;

    private final LongSupplier nanoClock;
    private final TimeOfDay timeOfDay;
    private final Listeners listeners;
    private final BackgroundWriter writer = new BackgroundWriter();
    /** Null if the source is only a look-up. */
    private final @Nullable ApiKeyStore store;
    /** Null if last uses are not recorded. */
    private final @Nullable LastUsedRecorder lastUses;

    private final OccasionalLog occasionally;
    private final GrantWatches grantWatches;

    /**
     * Creates an authenticator. The caller has checked that the options {@linkplain KeySource#requireFits fit} the
     * source.
     */
    ApiKeyAuthenticator(KeySource source, AuthenticatorOptions<?> options) {
        this.realm = options.realm;
        this.clientAddresses = options.clientAddresses;
        this.throttle = new UnknownKeyThrottle(options.unknownKeys, options.nanoClock, new SecureRandom());
        this.hasher = options.hasher;
        this.limiter = options.limiterOrDefault();
        this.onSameClock =
                limiter instanceof SlidingWindowRateLimiter local && local.usesClock(options.nanoClock) ? local : null;
        this.nanoClock = options.nanoClock;
        this.timeOfDay = options.timeOfDay();
        this.lastUses = options.lastUses;
        this.occasionally = new OccasionalLog(options.nanoClock);
        this.credentials = new CredentialReader(
                options.apiKeyHeader,
                KeyFormats.of(options.formats, new OccasionalLog(options.nanoClock)),
                options.ignoresOtherBearerTokens);
        this.keys = cachedKeys(source.lookup(), options);
        this.grantWatches =
                new GrantWatches(this::endOf, options.cache.staleFor().toNanos(), options.nanoClock);
        this.store = source.store();
        if (store != null) {
            store.onChange(this::invalidate);
        }
        this.verifier = new KeyVerifier(
                options,
                keys,
                throttle,
                store == null ? null : new Rehasher(store, store::replace, writer, options.nanoClock),
                timeOfDay,
                occasionally);
        // Last, because it starts threads.
        EventLosses losses = new EventLosses(new OccasionalLog(options.nanoClock));
        this.listeners = new Listeners(
                options.inlineListeners, options.queuedListeners(losses), losses, timeOfDay, options.nanoClock);
    }

    private CachedLookup<CompiledKey> cachedKeys(ApiKeyLookup lookup, AuthenticatorOptions<?> options) {
        PlanSource plans = options.plans;
        Set<String> environments = Set.copyOf(options.environments);
        Set<String> services = Set.copyOf(options.services);
        SharedParts shared = new SharedParts();
        return new CachedLookup<>(
                lookup,
                (read, found) -> known(CompiledKey.of(read, found, plans, environments, services, shared)),
                options.cache,
                failure -> occasionally.warn(LOG, "The key store cannot answer; cached keys continue to work", failure),
                options.nanoClock);
    }

    private CompiledKey known(CompiledKey known) {
        if (known.denial() == UNAVAILABLE) {
            String plan = known.principal().plan();
            occasionally.warn(
                    LOG,
                    "Key " + known.principal().keyId() + " has plan \"" + plan
                            + "\", which does not exist; its calls get 503",
                    null);
        }
        return known;
    }

    /**
     * Returns a builder of an authenticator for the keys in {@code store}. The authenticator follows the store's
     * changes at once and replaces outdated hashes. {@link AuthenticatorBuilder#build} checks that the plans and
     * peppers that the store refers to are configured.
     *
     * @param format the format of the keys
     */
    public static AuthenticatorBuilder builder(ApiKeyStore store, KeyFormat format) {
        return new AuthenticatorBuilder(KeySource.of(store), format);
    }

    /**
     * Returns a builder of an authenticator for keys that are only looked up, for example in the application's own
     * tables. The authenticator sees a change within {@link io.keystile.store.CacheSettings#freshFor}, or at once if
     * {@link #invalidate} is called. To decorate an {@link ApiKeyStore}, extend
     * {@link io.keystile.store.ForwardingApiKeyStore} instead, so that the authenticator follows the store's changes.
     *
     * @param format the format of the keys
     */
    public static AuthenticatorBuilder lookupBuilder(ApiKeyLookup lookup, KeyFormat format) {
        return new AuthenticatorBuilder(KeySource.of(lookup), format);
    }

    /**
     * Decides on one request: authenticates it, authorizes it, and takes its cost from the key's limits. Throws
     * neither for any content of a request nor for a failure of the store or the limiter.
     */
    public Decision decide(AuthRequest request) {
        // The same as both halves, but without an object between them.
        long start = nanoClock.getAsLong();
        ClientOrigin origin = clientAddresses.resolve(request);
        KeyBuffer key = hasher.takeBuffer();
        Credential credential = credentials.read(request, key);
        Verification result = Objects.requireNonNull(verifier.verify(request, origin, credential, key, true, start));
        hasher.giveBack(key);
        IpAddress address = origin.address();
        Decision decision = result instanceof CompiledKey known
                ? decide(
                        known,
                        credential.source(),
                        address,
                        request.requirement(),
                        false,
                        verifier.timeOf(known, start))
                : ((Refusal) result).denied();
        listeners.notify(decision, result.verified(), address, listeners.detailsOf(request), start);
        return decision;
    }

    /**
     * Performs the first half of {@link #decide}, for an adapter that learns the requirement later: all checks except
     * permissions and limits. Listeners are notified by {@link #authorize}, not by this method.
     *
     * <p>It may block: on a look-up of a key that is not cached, and on a slow hash. On an event loop, call
     * {@link #authenticateFromCache} first.
     */
    public AuthenticationResult authenticate(IncomingRequest request) {
        long start = nanoClock.getAsLong();
        Caller caller = findCaller(request, start);
        RequestDetails details = listeners.detailsOf(request);
        return AuthenticationResult.of(caller, details, listeners.nanosSince(start));
    }

    /**
     * Performs {@link #authenticate} if this needs neither a look-up nor a slow hash, and so does not block. The
     * result is then the same.
     *
     * @return empty if {@code authenticate} would block. Nothing was counted or changed, so call it on another thread
     */
    public Optional<AuthenticationResult> authenticateFromCache(IncomingRequest request) {
        long start = nanoClock.getAsLong();
        Caller caller = findCaller(request, false, start);
        return caller == null
                ? Optional.empty()
                : Optional.of(
                        AuthenticationResult.of(caller, listeners.detailsOf(request), listeners.nanosSince(start)));
    }

    /**
     * Rejects a request as {@link DenialReason#UNAVAILABLE}, because the adapter has no thread to {@link #authenticate}
     * it in. As after {@code authenticate}, {@link #authorize} notifies the listeners.
     */
    public AuthenticationResult rejectAsUnavailable(IncomingRequest request) {
        long start = nanoClock.getAsLong();
        KeyBuffer key = hasher.takeBuffer();
        Credential credential = credentials.read(request, key);
        KeyId id = credential.problem() == null ? key.id() : null;
        hasher.giveBack(key);
        Verification refusal = Denials.unavailable(id);
        return AuthenticationResult.of(
                new Caller(refusal, clientAddresses.resolve(request), credential.source()),
                listeners.detailsOf(request),
                listeners.nanosSince(start));
    }

    /**
     * Performs the second half of {@link #decide}: checks permissions, and takes the cost from the key's limits. Call
     * it once per request: each call is charged, and listeners are notified of each call.
     */
    public Decision authorize(AuthenticationResult authenticated, Requirement requirement) {
        return authorize(authenticated, requirement, false);
    }

    /**
     * Performs {@link #authorize} for a framework that checks further permissions later, while it handles the request.
     * If the call is denied then, {@link RateLimitResult#refund} of {@link Granted#limits} gives its permits back.
     */
    public Decision authorizeRefundably(AuthenticationResult authenticated, Requirement requirement) {
        return authorize(authenticated, requirement, true);
    }

    private Decision authorize(AuthenticationResult authenticated, Requirement requirement, boolean refundable) {
        long now = nanoClock.getAsLong();
        Caller caller = authenticated.caller;
        Decision decision = caller.denied != null
                ? caller.denied
                : decide(caller.key(), caller.source, caller.address, requirement, refundable, now);
        long start = now - authenticated.spentNanos;
        listeners.notify(decision, caller.verified(), caller.address, authenticated.request, start);
        return decision;
    }

    /**
     * Checks the permissions of a granted request for another resource, such as the target of a forward. The key is
     * not verified again, and nothing is taken from its limits.
     *
     * @return {@code earlier} itself, without notifying listeners again; or a denial, of which listeners are notified
     */
    public Decision reauthorize(Granted earlier, AuthRequest request) {
        List<Permission> required = request.requirement().permissions();
        ApiKeyPrincipal principal = earlier.principal();
        if (principal.permissions().impliesAll(required)) {
            return earlier;
        }
        return denyPermission(principal, request);
    }

    /**
     * Denies a call of an authenticated key because of a permission, for a framework that has decided so, for example
     * by an expression of Spring Security. Nothing is taken from the key's limits.
     *
     * @param request its requirement names the permissions that the call requires, as far as they are known
     * @return the denial, of which listeners are notified
     */
    public Denied denyPermission(ApiKeyPrincipal caller, AuthRequest request) {
        List<Permission> required = request.requirement().permissions();
        return deniedAfterAll(permissionMissing(caller.keyId(), required), caller, request);
    }

    /**
     * Decides again on a granted request that continues after a wait, for example at an asynchronous dispatch.
     * Performs {@link #reauthorize}, and also denies the request if its grant has {@linkplain #stillGranted ended}.
     * Nothing is taken from the key's limits.
     *
     * @return {@code earlier} itself, without notifying listeners again; or a denial, of which listeners are notified
     */
    public Decision recheck(Granted earlier, AuthRequest request) {
        DenialReason ended = endOf(earlier.principal());
        if (ended == null) {
            return reauthorize(earlier, request);
        }
        long retryAfter = ended == UNAVAILABLE ? Denials.UNAVAILABLE_RETRY_NANOS : 0;
        return deniedAfterAll(denied(ended, earlier.keyId(), retryAfter), earlier.principal(), request);
    }

    private Denied deniedAfterAll(Denied denied, ApiKeyPrincipal caller, AuthRequest request) {
        long start = nanoClock.getAsLong();
        listeners.notify(
                denied, caller, clientAddresses.resolve(request).address(), listeners.detailsOf(request), start);
        return denied;
    }

    /**
     * Returns whether a key that was granted before still works, for streams and other long calls. False if the key
     * was revoked, disabled or deleted, has expired, or lost one of the permissions that it had; if its workspace was
     * suspended; or if the key store cannot answer and the cached record is too old. Does not check the client's
     * address. Takes nothing from the key's limits and notifies no listener.
     *
     * <p>Reads the cache; where the key is not cached, or due to be read again, it reads the store.
     */
    public boolean stillGranted(ApiKeyPrincipal principal) {
        return endOf(principal) == null;
    }

    /**
     * Runs {@code action} once, in a thread of the authenticator, when the key is no longer {@linkplain #stillGranted
     * granted}: at once after a change through the same store object, or on another node if a {@linkplain
     * KeystileBuilder#changeFeed change feed} receives it; otherwise within a second after {@link #stillGranted} can
     * see it. Both take longer while the store is slow, because one thread checks all grants. While the store does not
     * answer, a grant goes on for {@link io.keystile.store.CacheSettings#staleFor}. The action should be quick,
     * because others wait for it.
     *
     * @return stops the watch; close it when the stream ends
     */
    public GrantWatch whenEnded(ApiKeyPrincipal principal, Runnable action) {
        return grantWatches.add(principal, action);
    }

    /** Returns why the key is no longer granted; null if it is. */
    private @Nullable DenialReason endOf(ApiKeyPrincipal principal) {
        KeyId id = principal.keyId();
        CompiledKey known = keys.cached(id);
        if (known == null && !keys.isCachedUnknown(id)) {
            try {
                known = keys.load(id);
            } catch (RuntimeException e) {
                occasionally.warn(LOG, "The key store cannot answer", e);
                return UNAVAILABLE;
            }
        }
        if (known == null) {
            return UNKNOWN_KEY;
        }
        DenialReason denial = known.denialAt(nanoClock.getAsLong(), timeOfDay);
        if (denial != null) {
            return denial;
        }
        boolean same = known.permissions().equals(principal.permissions());
        return same
                        || known.permissions()
                                .impliesAll(List.copyOf(principal.permissions().asSet()))
                ? null
                : PERMISSION_MISSING;
    }

    private Caller findCaller(IncomingRequest request, long start) {
        return Objects.requireNonNull(findCaller(request, true, start));
    }

    /**
     * Performs all checks except permissions and limits.
     *
     * @param mayBlock whether a key may be looked up, and a slow hash computed
     * @param start a reading of the clock from the start of this call
     * @return null if one of these is needed and the call must not block; else never null
     */
    private @Nullable Caller findCaller(IncomingRequest request, boolean mayBlock, long start) {
        ClientOrigin origin = clientAddresses.resolve(request);
        KeyBuffer key = hasher.takeBuffer();
        Credential credential = credentials.read(request, key);
        Verification result = verifier.verify(request, origin, credential, key, mayBlock, start);
        hasher.giveBack(key); // if something throws, the buffer is left to the garbage collector
        return result == null ? null : new Caller(result, origin, credential.source());
    }

    /**
     * Checks permissions, then limits.
     *
     * @param now a reading of the clock from the current call
     */
    private Decision decide(
            CompiledKey known,
            CredentialSource source,
            @Nullable IpAddress address,
            Requirement requirement,
            boolean refundable,
            long now) {
        if (!known.permissions().impliesAll(requirement.permissions())) {
            return permissionMissing(known.principal().keyId(), requirement.permissions());
        }
        RateLimitResult limits;
        try {
            limits = acquire(known, requirement.cost(), refundable, now);
        } catch (RuntimeException e) {
            occasionally.warn(LOG, "The limiter cannot answer", e);
            return denied(UNAVAILABLE, known.principal().keyId(), Denials.UNAVAILABLE_RETRY_NANOS);
        }
        if (!limits.granted()) {
            return limitExceeded(known.principal().keyId(), limits);
        }
        if (lastUses != null) {
            lastUses.used(known.principal().keyId(), address);
        }
        return new Granted(known.principal(), source, limits);
    }

    private RateLimitResult acquire(CompiledKey known, int cost, boolean refundable, long now) {
        if (cost == 0) {
            return RateLimitResult.granted(List.of());
        }
        if (refundable) {
            return limiter.tryAcquireRefundable(known.buckets(), cost);
        }
        if (onSameClock == null) {
            return limiter.tryAcquire(known.buckets(), cost);
        }
        RateLimitBucket only = known.onlyBucket();
        return only != null
                ? onSameClock.tryAcquire(only, cost, now)
                : onSameClock.tryAcquire(known.buckets(), cost, now);
    }

    /** Returns whether {@link #authorize} may block, because the limiter may. */
    public boolean mayBlockToAuthorize() {
        return limiter.mayBlock();
    }

    /** Returns the origin of a request: from its connection or, behind a trusted proxy, from its forwarding header. */
    public ClientOrigin originOf(IncomingRequest request) {
        return clientAddresses.resolve(request);
    }

    /** Returns the name of the protection space, for challenges. */
    public String realm() {
        return realm;
    }

    /** Returns the name of the header, besides {@code Authorization}, in which a key may be sent. */
    public String apiKeyHeader() {
        return credentials.apiKeyHeader();
    }

    /**
     * Evicts a key from the cache, so that its next call reads the store. After this returns, no call is decided by
     * the old record, even if the record was being loaded at the time.
     */
    public void invalidate(KeyId id) {
        invalidate(new StoreChange.OfKey(id));
    }

    /** Evicts all keys of a workspace from the cache, with the same guarantee as {@link #invalidate}. */
    public void invalidateWorkspace(String id) {
        invalidate(new StoreChange.OfWorkspace(id));
    }

    /** Evicts all keys from the cache, with the same guarantee as {@link #invalidate}. */
    public void invalidateAll() {
        invalidate(new StoreChange.OfAnything());
    }

    private void invalidate(StoreChange change) {
        keys.invalidate(change);
        if (change instanceof StoreChange.OfAnything) {
            throttle.forgetAll();
        }
        grantWatches.checkAfter(change);
    }

    /** Returns current counts, for metrics. */
    public Stats stats() {
        return new Stats(
                listeners.lost(),
                keys.foundCount(),
                keys.unknownCount(),
                limiter.bucketCount(),
                store == null ? null : store.changeFeedStats().orElse(null));
    }

    /**
     * Counts of an authenticator.
     *
     * @param droppedEvents the events that listeners did not receive since the start, because they were too slow or
     *     failed
     * @param cachedKeys the keys in the cache; at most {@link io.keystile.store.CacheSettings#maxKeys}
     * @param cachedUnknownIds the unknown ids in the cache; at most {@link io.keystile.store.CacheSettings#maxUnknown}
     * @param limiterBuckets the buckets that the limiter holds in this process
     * @param changeFeed the state of the feed of other nodes' changes; null without a feed
     */
    public record Stats(
            long droppedEvents,
            int cachedKeys,
            int cachedUnknownIds,
            int limiterBuckets,
            @Nullable ChangeFeedStats changeFeed) {}

    /**
     * Stops the threads of the listeners. Each listener gets up to two seconds to process its queue; then the
     * remaining events are dropped and counted, and the listener is interrupted. Pending replacements of outdated
     * hashes also get up to two seconds; a hash that is not replaced by then stays until its key is used again.
     */
    @Override
    public void close() {
        grantWatches.close();
        listeners.close();
        writer.close();
    }
}
