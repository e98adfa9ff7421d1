package io.keystile;

import io.keystile.admin.ApiKeys;
import io.keystile.admin.LastUsedRecorder;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeed;
import io.keystile.store.FollowingApiKeyStore;
import io.keystile.store.StoreException;
import io.keystile.store.StoreFacts;
import java.security.SecureRandom;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link Keystile}. Used by one thread, for one {@link #build}. */
public final class KeystileBuilder extends AuthenticatorOptions<KeystileBuilder> {
    private static final Logger LOG = LoggerFactory.getLogger(Keystile.class);

    final ApiKeyStore store;
    private final ApiKeyFormat format;
    /** Null if no changes of other nodes are received. */
    private @Nullable ChangeFeed changeFeed;

    private boolean recordsLastUse = true;
    private boolean recordsAddresses = true;
    private int auditEntries = ApiKeys.DEFAULT_AUDIT_ENTRIES;
    private SecureRandom random = new SecureRandom();

    KeystileBuilder(ApiKeyStore store, ApiKeyFormat format) {
        super(format);
        this.store = store;
        this.format = format;
    }

    @Override
    KeystileBuilder self() {
        return this;
    }

    /** Records when keys were last used, but not the client addresses, which are personal data. */
    public KeystileBuilder lastUseWithoutAddresses() {
        this.recordsAddresses = false;
        return this;
    }

    /**
     * Disables recording last uses. An {@link io.keystile.admin.Overlap#untilFirstUse overlap until first use} then
     * lasts until its latest end, unless another node records last uses. Do not use it together with a {@linkplain
     * io.keystile.model.KeyPolicy#longestIdle longest idle time}: another node would end keys that are in use here.
     */
    public KeystileBuilder withoutLastUse() {
        this.recordsLastUse = false;
        return this;
    }

    /**
     * Receives the changes of other nodes from {@code feed}, and passes this node's changes to them, so that all nodes
     * obey a revocation at once; see {@link FollowingApiKeyStore}. By default there is no feed, and a node obeys within
     * {@link io.keystile.store.CacheSettings#freshFor}, which remains the bound while the feed is broken. The feed is
     * closed with the result.
     */
    public KeystileBuilder changeFeed(ChangeFeed feed) {
        this.changeFeed = feed;
        return this;
    }

    /**
     * Sets how many of the newest audit entries of a workspace each change in it keeps; by default 10,000. A JSON file
     * keeps at most 1,000. With 0, no entries are added. Stores that keep no {@linkplain ApiKeyStore#audit audit}
     * ignore it.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public KeystileBuilder auditEntries(int perWorkspace) {
        if (perWorkspace < 0) {
            throw new IllegalArgumentException("The number of audit entries is 0 or more; got " + perWorkspace);
        }
        this.auditEntries = perWorkspace;
        return this;
    }

    /** Generates keys with {@code random}; for tests. */
    public KeystileBuilder random(SecureRandom random) {
        this.random = random;
        return this;
    }

    /**
     * Builds the {@link Keystile} and starts its threads. Records brand and peppers in the store, so that whoever opens
     * it later with others is refused; see {@link StoreFacts}. If this throws, the store is not closed.
     *
     * @throws IllegalStateException if no environment is accepted, two formats have the same brand, a workspace in the
     *     store has a plan that does not exist, a key that is not revoked was hashed with a pepper that the hasher
     *     does not have, or the store knows another brand or pepper
     * @throws io.keystile.store.StoreException if the store cannot be read
     */
    public Keystile build() {
        requireDistinctBrands();
        KeySource source = KeySource.of(store);
        source.requireFits(this);
        source.requireAgrees(this);
        recordFacts();
        ApiKeyStore followed = changeFeed == null ? store : FollowingApiKeyStore.over(store, changeFeed, nanoClock);
        ApiKeys keys = new ApiKeys(followed, format, hasher, plans, clock, random, auditEntries);
        if (recordsLastUse) {
            lastUses = recordsAddresses ? LastUsedRecorder.start(keys) : LastUsedRecorder.startWithoutAddresses(keys);
        }
        try {
            return new Keystile(new ApiKeyAuthenticator(KeySource.of(followed), this), keys, lastUses, followed, this);
        } catch (RuntimeException e) {
            if (lastUses != null) {
                lastUses.close();
            }
            throw e;
        }
    }

    private void recordFacts() {
        try {
            StoreFacts.record(store, formats, hasher, plans);
        } catch (StoreException e) { // such as a read-only database, which still serves look-ups
            LOG.warn("The store could not record its brand and peppers, so it notices no others: {}", e.getMessage());
        }
    }

    private void requireDistinctBrands() {
        Set<String> brands = new TreeSet<>();
        for (KeyFormat accepted : formats) {
            if (accepted instanceof ApiKeyFormat branded && !brands.add(branded.brand())) {
                throw new IllegalStateException(
                        "Brand \"" + branded.brand() + "\" is accepted already; leave out .alsoAccept(…) for it");
            }
        }
    }
}
