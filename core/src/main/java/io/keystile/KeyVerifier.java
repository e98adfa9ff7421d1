package io.keystile;

import static io.keystile.DenialReason.ADDRESS_NOT_ALLOWED;
import static io.keystile.DenialReason.HTTPS_REQUIRED;
import static io.keystile.DenialReason.TOO_MANY_UNKNOWN_KEYS;
import static io.keystile.DenialReason.UNAVAILABLE;
import static io.keystile.DenialReason.UNKNOWN_KEY;
import static io.keystile.DenialReason.WRONG_SECRET;
import static io.keystile.Denials.refused;
import static io.keystile.Denials.unavailable;

import io.keystile.cache.CachedLookup;
import io.keystile.key.KeyBuffer;
import io.keystile.key.SecretHash;
import io.keystile.key.SecretHasher;
import io.keystile.key.Verdict;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ClientOrigin;
import io.keystile.net.IncomingRequest;
import io.keystile.net.IpAddress;
import io.keystile.net.Transport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Performs all checks of a request except permissions and limits. Thread-safe. */
final class KeyVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);

    private final boolean httpsRequired;
    private final ClientAddressResolver clientAddresses;
    private final CachedLookup<CompiledKey> keys;
    private final UnknownKeyThrottle throttle;
    private final SecretHasher hasher;
    /** Null if the source is only a look-up, which cannot be written. */
    private final @Nullable Rehasher rehasher;

    private final LongSupplier nanoClock;
    private final TimeOfDay timeOfDay;
    private final OccasionalLog occasionally;
    private final OneTimeLog clearTextLog = new OneTimeLog();
    private final OneTimeLog unknownAddressLog = new OneTimeLog();

    KeyVerifier(
            AuthenticatorOptions<?> options,
            CachedLookup<CompiledKey> keys,
            UnknownKeyThrottle throttle,
            @Nullable Rehasher rehasher,
            TimeOfDay timeOfDay,
            OccasionalLog occasionally) {
        this.httpsRequired = options.httpsRequired;
        this.clientAddresses = options.clientAddresses;
        this.hasher = options.hasher;
        this.nanoClock = options.nanoClock;
        this.keys = keys;
        this.throttle = throttle;
        this.rehasher = rehasher;
        this.timeOfDay = timeOfDay;
        this.occasionally = occasionally;
    }

    /**
     * Checks a request. The order of the checks is a security decision.
     *
     * @param key holds the key if the credential is one
     * @param mayBlock whether a key may be looked up, and a slow hash computed
     * @param now a reading of the monotonic clock from the start of the call
     * @return null if one of these is needed and the call must not block; else never null
     */
    @Nullable
    Verification verify(
            IncomingRequest request,
            ClientOrigin origin,
            Credential credential,
            KeyBuffer key,
            boolean mayBlock,
            long now) {
        if (httpsRequired && origin.transport() == Transport.CLEAR) {
            clearTextLog.warn(
                    LOG,
                    () -> "Denied a request with 403 https-required. " + clientAddresses.explainClearText(request));
            return refused(HTTPS_REQUIRED, credential, key);
        }
        if (credential.problem() != null) {
            return refused(credential.problem(), credential, key);
        }
        CompiledKey known = mayBlock ? keys.cached(key, now) : keys.cachedWithoutReload(key, now);
        if (known == null && !mayBlock && (keys.wasFound(key.id()) || !keys.isCachedUnknown(key.id(), now))) {
            return null; // also if the id is cached as unknown, but was found before: the entry may only be due
        }
        IpAddress address = origin.address();
        boolean announced = false;
        if (known == null && mayBlock && !keys.isCachedUnknown(key.id(), now)) {
            announced = keys.takeAnnounced(key.id());
            boolean throttled = !announced && !keys.wasFound(key.id());
            long lookUpWait = throttled ? throttle.begin(address) : 0;
            if (lookUpWait > 0) {
                return refused(TOO_MANY_UNKNOWN_KEYS, key.id(), lookUpWait);
            }
            try {
                known = keys.load(key.id());
            } catch (RuntimeException e) {
                if (throttled) {
                    throttle.end(address, false);
                }
                occasionally.warn(LOG, "The key store cannot answer", e);
                return unavailable(key.id());
            }
            if (throttled) {
                throttle.end(address, known == null);
            }
        }
        key.keep(known == null ? 0 : known.touch());
        // An unknown id is verified against a hash that no key has, so that known and unknown ids take the same time.
        SecretHash hash = known == null ? hasher.decoy() : known.hash();
        boolean slow = mayBlock && !announced && hasher.isSlow(hash);
        long wait = slow ? throttle.begin(address) : 0;
        if (wait > 0) {
            return refused(TOO_MANY_UNKNOWN_KEYS, key.id(), wait);
        }
        Verdict verdict = mayBlock ? hasher.verify(key, hash, address) : hasher.verifyFast(key, hash);
        if (verdict == Verdict.BUSY && !mayBlock) {
            return null;
        }
        if (slow) {
            throttle.end(address, verdict == Verdict.WRONG);
        }
        if (verdict == Verdict.BUSY) {
            return unavailable(key.id());
        }
        if (known == null) {
            return refused(UNKNOWN_KEY, credential, key);
        }
        if (verdict != Verdict.RIGHT || !key.isFor(known.environment())) {
            return refused(WRONG_SECRET, credential, key);
        }
        DenialReason denial = known.denialAt(timeOf(known, now), timeOfDay);
        if (denial == UNAVAILABLE) {
            return unavailable(key.id());
        }
        if (denial != null) {
            return refused(denial, known);
        }
        if (!known.admits(address)) {
            if (address == null) {
                unknownAddressLog.warn(
                        LOG,
                        () -> "Denied a request with 403 ip-not-allowed. "
                                + clientAddresses.explainUnknownAddress(request));
            }
            return refused(ADDRESS_NOT_ALLOWED, known);
        }
        if (rehasher != null && hasher.isOutdated(hash)) {
            rehasher.rehash(key.id(), hash, () -> hasher.hash(key.key()));
        }
        return known;
    }

    /**
     * Returns the time that counts for a verified key: the start of the call, or now if the call may have waited for
     * the store or a slow hash.
     */
    long timeOf(CompiledKey known, long start) {
        boolean mayHaveWaited = known.mayHaveWaitedSince(start) || known.hash().isSlow();
        return mayHaveWaited ? nanoClock.getAsLong() : start;
    }
}
