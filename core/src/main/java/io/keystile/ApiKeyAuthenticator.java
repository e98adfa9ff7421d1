package io.keystile;

import static io.keystile.DenialReason.ADDRESS_NOT_ALLOWED;
import static io.keystile.DenialReason.HTTPS_REQUIRED;
import static io.keystile.DenialReason.TOO_MANY_UNKNOWN_KEYS;
import static io.keystile.DenialReason.UNAVAILABLE;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WRONG_SECRET;
import static io.keystile.Denials.denied;
import static io.keystile.Denials.limitExceeded;
import static io.keystile.Denials.permissionMissing;

import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.cache.CachedLookup;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.Verdict;
import io.keystile.model.Permission;
import io.keystile.model.Plans;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ClientOrigin;
import io.keystile.net.IncomingRequest;
import io.keystile.net.Transport;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ResolvedKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a request may go on, by its API key.
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li>Nothing is granted but to a key whose secret was verified, in constant time, and which is active, not expired,
 *       of an accepted environment, used from where it may be used, holds every permission asked for, and is within its
 *       limits. What cannot be told is denied, as {@link DenialReason#UNAVAILABLE}.
 *   <li>Limits come last: what is denied for another reason takes nothing from them.
 *   <li>A revocation through the same store object holds from when it returns.
 *   <li>A plaintext key stands in no log, exception, event or decision.
 * </ul>
 *
 * <p>Thread-safe. On a remembered key whose hash is fast it takes no lock and does no I/O. Close it to stop the threads of
 * its {@link AuthenticatorBuilder#listener listeners} and the one that replaces outdated hashes; it goes on deciding after
 * that.
 */
public final class ApiKeyAuthenticator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);
    private static final long UNAVAILABLE_RETRY_NANOS = 5_000_000_000L;

    private final String realm;
    private final boolean httpsRequired;
    private final ClientAddressResolver clientAddresses;
    private final CredentialReader credentials;
    private final CachedLookup<CompiledKey> keys;
    private final UnknownKeyThrottle throttle;
    private final SecretHasher hasher;
    private final RateLimiter limiter;
    private final InstantSource clock;
    private final Listeners listeners;
    private final BackgroundWriter writer = new BackgroundWriter();
    /** Null where the store cannot be written. */
    private final @Nullable Rehasher rehasher;

    private final OccasionalLog occasionally;

    ApiKeyAuthenticator(AuthenticatorBuilder settings) {
        this.realm = settings.realm;
        this.httpsRequired = settings.httpsRequired;
        this.clientAddresses = settings.clientAddresses;
        this.throttle = new UnknownKeyThrottle(settings.unknownKeys, settings.nanoClock);
        this.hasher = settings.hasher;
        this.limiter = settings.limiterOrDefault();
        this.clock = settings.clock;
        this.occasionally = new OccasionalLog(settings.nanoClock);
        this.credentials = new CredentialReader(
                settings.apiKeyHeader,
                new KeyFormats(settings.format, settings.otherFormats, new OccasionalLog(settings.nanoClock)));
        this.keys = rememberedKeys(settings);
        EventLosses losses = new EventLosses(new OccasionalLog(settings.nanoClock));
        this.listeners = new Listeners(
                settings.inlineListeners, settings.queuedListeners(losses), losses, clock, settings.nanoClock);
        this.rehasher = settings.store instanceof ApiKeyStore administered
                ? new Rehasher(administered, administered::replace, writer, settings.nanoClock)
                : null;
    }

    private CachedLookup<CompiledKey> rememberedKeys(AuthenticatorBuilder settings) {
        Plans plans = settings.plans;
        Set<String> environments = Set.copyOf(settings.environments);
        SharedParts shared = new SharedParts();
        CachedLookup<CompiledKey> lookup = new CachedLookup<>(
                settings.store,
                found -> known(found, plans, environments, shared),
                settings.cache,
                failure -> occasionally.warn(LOG, "The key store cannot answer; remembered keys go on", failure),
                settings.nanoClock);
        if (settings.store instanceof ApiKeyStore administered) {
            administered.onChange(lookup::forget);
        }
        return lookup;
    }

    private CompiledKey known(ResolvedKey found, Plans plans, Set<String> environments, SharedParts shared) {
        CompiledKey known = CompiledKey.of(found, plans, environments, shared);
        if (known.denial() == UNAVAILABLE) {
            occasionally.warn(
                    LOG, "Key " + found.key().id() + " has a plan that is not among " + plans + "; it gets 503", null);
        }
        return known;
    }

    /**
     * Starts an authenticator of the keys in {@code store}.
     *
     * @param store where keys are found; what an {@link io.keystile.store.ApiKeyStore} tells of changes is obeyed at once
     * @param format how they are written
     */
    public static AuthenticatorBuilder builder(ApiKeyLookup store, ApiKeyFormat format) {
        return new AuthenticatorBuilder(store, format);
    }

    /**
     * Decides on one request: authenticates it, authorizes it, and takes its cost from the key's limits. Never throws for
     * any content of a request, nor for a store that fails.
     */
    public Decision decide(AuthRequest request) {
        long start = listeners.startNanos();
        Caller caller = findCaller(request);
        Decision decision = decide(caller, request.requirement());
        listeners.tell(decision, caller, listeners.detailsOf(request), start);
        return decision;
    }

    /**
     * Does the first half of {@link #decide}, for an adapter that learns the call's requirement later: everything but
     * permissions and limits. Listeners are notified by {@link #authorize}.
     */
    public AuthenticationResult authenticate(IncomingRequest request) {
        long start = listeners.startNanos();
        Caller caller = findCaller(request);
        RequestDetails details = listeners.detailsOf(request);
        return AuthenticationResult.of(caller, details, listeners.startNanos() - start);
    }

    /**
     * Does the second half of {@link #decide}: checks permissions, and takes the cost from the key's limits. Call it once
     * for a request: each call is charged, and listeners are notified of each.
     */
    public Decision authorize(AuthenticationResult authenticated, Requirement requirement) {
        long start = listeners.startNanos() - authenticated.spentNanos;
        Decision decision = decide(authenticated.caller, requirement);
        listeners.tell(decision, authenticated.caller, authenticated.request, start);
        return decision;
    }

    /**
     * Checks the permissions of a granted request for another resource, such as the target of a forward. The key is not
     * verified again, and nothing is taken from its limits.
     *
     * @return {@code earlier} itself, of which listeners are not notified again; or a denial, of which they are
     */
    public Decision reauthorize(Granted earlier, AuthRequest request) {
        List<Permission> required = request.requirement().permissions();
        ApiKeyPrincipal principal = earlier.principal();
        if (principal.permissions().impliesAll(required)) {
            return earlier;
        }
        long start = listeners.startNanos();
        Denied denied = permissionMissing(principal.keyId(), required);
        listeners.tell(
                denied, principal, clientAddresses.resolve(request).address(), listeners.detailsOf(request), start);
        return denied;
    }

    /** The line that every request walks, {@link #decide} being its end; the order is a security decision. */
    private Caller findCaller(IncomingRequest request) {
        ClientOrigin origin = clientAddresses.resolve(request);
        Credential credential = credentials.read(request);
        PresentedKey key = credential.key();
        if (httpsRequired && origin.transport() == Transport.CLEAR) {
            return denied(origin, HTTPS_REQUIRED, credential);
        }
        if (key == null) {
            return denied(origin, Objects.requireNonNull(credential.problem()), credential);
        }
        CompiledKey known = keys.remembered(key.id());
        if (known == null && !keys.isRememberedUnknown(key.id())) {
            long lookUpWait = keys.wasFound(key.id()) ? 0 : throttle.waitNanos(origin.address());
            if (lookUpWait > 0) {
                return denied(origin, TOO_MANY_UNKNOWN_KEYS, key.id(), lookUpWait);
            }
            try {
                known = keys.load(key.id());
            } catch (RuntimeException e) {
                occasionally.warn(LOG, "The key store cannot answer", e);
                return denied(origin, UNAVAILABLE, key.id(), UNAVAILABLE_RETRY_NANOS);
            }
            if (known == null) {
                throttle.count(origin.address());
            }
        }
        // An unknown id goes on like a known one, with a hash that no key has, so that time does not tell them apart.
        SecretHash hash = known == null ? hasher.decoy() : known.hash();
        boolean slow = hasher.isSlow(hash);
        long wait = slow ? throttle.waitNanos(origin.address()) : 0;
        if (wait > 0) {
            return denied(origin, TOO_MANY_UNKNOWN_KEYS, key.id(), wait);
        }
        Verdict verdict = hasher.verify(key, hash);
        if (verdict == Verdict.BUSY) {
            return denied(origin, UNAVAILABLE, key.id(), UNAVAILABLE_RETRY_NANOS);
        }
        if (verdict == Verdict.WRONG && slow) {
            throttle.count(origin.address());
        }
        if (known == null) {
            return denied(origin, UNKNOWN_KEY, credential);
        }
        if (verdict != Verdict.RIGHT || !key.isFor(known.environment())) {
            return denied(origin, WRONG_SECRET, credential);
        }
        DenialReason denial = known.denialNow(clock);
        if (denial == UNAVAILABLE) {
            return denied(origin, UNAVAILABLE, key.id(), UNAVAILABLE_RETRY_NANOS);
        }
        if (denial != null) {
            return denied(origin, denial, known);
        }
        if (!known.admits(origin.address())) {
            return denied(origin, ADDRESS_NOT_ALLOWED, known);
        }
        if (rehasher != null && hasher.isOutdated(hash)) {
            rehasher.rehash(key.id(), hash, () -> hasher.hash(key));
        }
        return Caller.authenticated(origin, known, credential.source());
    }

    /** The end of the line: what the key may do, and how often. */
    private Decision decide(Caller caller, Requirement requirement) {
        Denied denied = caller.denied;
        if (denied != null) {
            return denied;
        }
        CompiledKey known = caller.key();
        if (!known.permissions().impliesAll(requirement.permissions())) {
            return permissionMissing(known.principal().keyId(), requirement.permissions());
        }
        RateLimitResult limits;
        try {
            limits = limiter.tryAcquire(known.buckets(), requirement.cost());
        } catch (RuntimeException e) {
            occasionally.warn(LOG, "The limiter cannot answer", e);
            return denied(UNAVAILABLE, known.principal().keyId(), UNAVAILABLE_RETRY_NANOS);
        }
        if (!limits.granted()) {
            return limitExceeded(known.principal().keyId(), limits);
        }
        return new Granted(known.principal(), caller.source, limits);
    }

    /** Returns where a request comes from, told by its connection and, behind a trusted proxy, by its forwarding header. */
    public ClientOrigin originOf(IncomingRequest request) {
        return clientAddresses.resolve(request);
    }

    /** Returns the name of the protected space, for challenges. */
    public String realm() {
        return realm;
    }

    /** Returns the name of the header, next to {@code Authorization}, in which a key may be sent. */
    public String apiKeyHeader() {
        return credentials.apiKeyHeader();
    }

    /** Returns how many events listeners have not heard, because they were too slow or failed, since the start. */
    public long lostEvents() {
        return listeners.lost();
    }

    /** Returns how many keys are remembered now; at most {@link io.keystile.store.CacheSettings#maxKeys}. */
    public int rememberedKeys() {
        return keys.foundCount();
    }

    /** Returns how many unknown ids are remembered now; at most {@link io.keystile.store.CacheSettings#maxUnknown}. */
    public int rememberedUnknownKeys() {
        return keys.unknownCount();
    }

    /** Returns how many buckets the limiter keeps in this process now. */
    public int limiterBuckets() {
        return limiter.bucketCount();
    }

    /**
     * Stops the threads of the listeners, after giving each up to two seconds for what is queued. What it has not heard
     * by then is lost and counted, and the listener is interrupted. Hashes that are being replaced get up to two seconds as
     * well; those that are not replaced by then stay as they are, until the key is used again.
     */
    @Override
    public void close() {
        listeners.close();
        writer.close();
    }
}
