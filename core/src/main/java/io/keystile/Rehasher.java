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
 * Replaces the outdated hash of a key in the store, in the background, and leaves the rest of the record unchanged. If
 * a replacement fails, it is retried when the key is used again a minute later. Thread-safe.
 */
final class Rehasher {
    private static final Logger LOG = LoggerFactory.getLogger(Rehasher.class);
    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** The maximum number of attempts if other writers change the record at the same time. */
    private static final int MAX_TRIES = 10;

    private final ApiKeyLookup store;
    private final Predicate<ApiKeyRecord> replace;
    private final Executor background;
    private final OccasionalLog log;
    /** The keys whose replacement was started within the last {@link #PAUSE}. */
    private final Cache<KeyId, Boolean> lately;

    /**
     * Creates a rehasher.
     *
     * @param store the store from which current records are read
     * @param replace puts a record into the store if the store still holds the version before it; else returns false
     * @param background runs the writes; it may drop them
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

    /**
     * Starts replacing a key's hash, unless this was done within the last minute. Computes the new hash in the calling
     * thread and writes it in the background. Throws nothing.
     */
    void rehash(KeyId id, SecretHash outdated, Supplier<SecretHash> upToDate) {
        if (lately.getIfPresent(id) != null || lately.asMap().putIfAbsent(id, true) != null) {
            return;
        }
        guarded(() -> {
            SecretHash next = upToDate.get();
            background.execute(() -> guarded(() -> replaceHash(id, outdated, next)));
        });
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) { // also out of memory for a thread: a decision must not fail for it
            log.warn(LOG, "A key could not be rehashed; its old hash stays in use", e);
        }
    }

    /**
     * Replaces the hash in the current record of the store, so that no change made since the key was used is undone.
     */
    private void replaceHash(KeyId id, SecretHash outdated, SecretHash next) {
        for (int i = 0; i < MAX_TRIES; i++) {
            ApiKeyRecord current = store.find(id).map(found -> found.key()).orElse(null);
            if (current == null || !current.hash().equals(outdated) || replace.test(current.rehashed(next))) {
                return;
            }
        }
    }
}
