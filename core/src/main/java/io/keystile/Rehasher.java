package io.keystile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.store.ApiKeyLookup;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a key's outdated hash in the store, and nothing else of its record, in the background. What cannot be replaced
 * now is tried again when the key is used a minute later. Thread-safe.
 */
final class Rehasher {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);
    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** How often a race for a record is run; whoever wins it so often changes records in a loop. */
    private static final int MAX_TRIES = 10;

    private final ApiKeyLookup store;
    private final Predicate<ApiKeyRecord> replace;
    private final Executor background;
    private final OccasionalLog log;
    /** The keys that were taken on lately. */
    private final Cache<KeyId, Boolean> lately;

    /**
     * Creates a rehasher.
     *
     * @param store where current records are read
     * @param replace puts a record into the store if that still has the version before it, or returns false
     * @param background where records are written; may drop what it is given
     */
    Rehasher(ApiKeyLookup store, Predicate<ApiKeyRecord> replace, Executor background, LongSupplier nanoClock) {
        this.store = store;
        this.replace = replace;
        this.background = background;
        this.log = new OccasionalLog(nanoClock);
        this.lately = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(PAUSE)
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Has a key's hash replaced soon, unless that was asked for within the last minute. Never throws. */
    void rehash(KeyId id, SecretHash outdated, Supplier<SecretHash> upToDate) {
        if (lately.getIfPresent(id) != null || lately.asMap().putIfAbsent(id, true) != null) {
            return;
        }
        SecretHash next = upToDate.get();
        guarded(() -> background.execute(() -> guarded(() -> replaceHash(id, outdated, next))));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException
                | Error e) { // be it that there is no memory for a thread: no rehash is worth a decision
            log.warn(LOG, "A key could not be rehashed; its old hash goes on", e);
        }
    }

    /** Changes the record as it is in the store by now, so that nothing is undone that was changed since it was used. */
    private void replaceHash(KeyId id, SecretHash outdated, SecretHash next) {
        for (int i = 0; i < MAX_TRIES; i++) {
            ApiKeyRecord current = store.find(id).map(found -> found.key()).orElse(null);
            if (current == null || !current.hash().equals(outdated) || replace.test(current.rehashed(next))) {
                return;
            }
        }
    }
}
