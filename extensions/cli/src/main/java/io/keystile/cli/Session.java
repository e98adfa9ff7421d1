package io.keystile.cli;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.KeyDirectory;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.Plans;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreException;
import io.keystile.store.StoreFacts;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open store of one command, together with its settings and the actor that it acts for. */
final class Session implements AutoCloseable {
    private final StoreUrl.Opened opened;
    private final @Nullable ApiKeyFormat format;
    private final SecretHasher hasher;
    private final Plans plans;
    private final Actor actor;
    private final InstantSource clock;
    private final OtherNodes nodes;
    private final ApiKeys keys;

    private Session(
            StoreUrl.Opened opened,
            @Nullable ApiKeyFormat format,
            SecretHasher hasher,
            Plans plans,
            Actor actor,
            InstantSource clock,
            OtherNodes nodes) {
        this.opened = opened;
        this.format = format;
        this.hasher = hasher;
        this.plans = plans;
        this.actor = actor;
        this.clock = clock;
        this.nodes = nodes;
        nodes.follow(opened.store());
        // Without a known brand, only what needs none is used; see issuer().
        ApiKeyFormat any = format == null ? ApiKeyFormat.ofBrand(BrandOfStore.BRAND_OF_NEW_STORES) : format;
        // The application decides how many audit entries are kept, so a command deletes none.
        this.keys = new ApiKeys(opened.store(), any, hasher, plans, clock, new SecureRandom(), Integer.MAX_VALUE);
    }

    /**
     * Returns a session with the given brand and plans. In place of null, it has those that the store knows.
     *
     * @throws CliException if the store knows another brand, or another pepper of the same version
     */
    static Session of(
            StoreUrl.Opened opened,
            @Nullable ApiKeyFormat given,
            SecretHasher hasher,
            @Nullable Plans givenPlans,
            Actor actor,
            InstantSource clock,
            OtherNodes nodes) {
        ApiKeyFormat format = BrandOfStore.check(opened.store(), given, hasher);
        Plans plans = givenPlans != null
                ? givenPlans
                : opened.store().facts().map(StoreFacts::plans).orElseGet(Plans::standard);
        return new Session(opened, format, hasher, plans, actor, clock, nodes);
    }

    ApiKeyStore store() {
        return opened.store();
    }

    ApiKeys keys() {
        return keys;
    }

    /**
     * Returns the keys for a command that issues one; call {@link #issued} when the key has been printed.
     *
     * @throws CliException if the brand is unknown, or a pepper of the store's keys is missing
     */
    ApiKeys issuer() {
        BrandOfStore.requireToIssue(store(), format(), hasher);
        return keys;
    }

    /**
     * Records brand and peppers in a store that did not know them; only now, so that a refused key leaves no trace.
     * Call it after the key has been printed, because a failure would lose the key.
     *
     * @throws CliException if an application has recorded others since {@link #issuer}
     */
    void issued() {
        try {
            BrandOfStore.record(store(), format(), hasher);
        } catch (StoreException e) {
            // The key is stored and printed; the next command records them.
        }
    }

    /** Returns the keys and workspaces that are visible to the actor. */
    KeyDirectory visible() {
        return keys.seenBy(actor);
    }

    Actor actor() {
        return actor;
    }

    /**
     * Returns the format of the keys.
     *
     * @throws CliException if the brand is not given, and the store does not know it
     */
    ApiKeyFormat format() {
        if (format == null) {
            throw CliException.wrongUse("The store does not know the brand of its keys yet; name it with --brand or"
                    + " KEYSTILE_BRAND, as the application does");
        }
        return format;
    }

    SecretHasher hasher() {
        return hasher;
    }

    Plans plans() {
        return plans;
    }

    InstantSource clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Returns a view of a key as of now. */
    KeyView view(ApiKeyRecord key) {
        return views(List.of(key)).get(0);
    }

    /** Returns views of keys as of now, in the same order. Reads their last uses in one call. */
    List<KeyView> views(List<ApiKeyRecord> records) {
        Instant now = now();
        var uses = visible().lastUses(records);
        return records.stream()
                .map(key -> new KeyView(key, key.statusAt(now), uses.get(key.id())))
                .toList();
    }

    /** Returns the exception for a key that does not exist. */
    static CliException noSuchKey(KeyId id) {
        return CliException.refused("There is no key " + id + "; \"keys list\" shows the existing ones");
    }

    static CliException noSuchWorkspace(String id) {
        return CliException.refused("There is no workspace " + id + "; \"workspaces list\" shows the existing ones");
    }

    /**
     * Closes the store, and tells the running nodes of the changes.
     *
     * @throws CliException if the nodes could not be told
     */
    @Override
    public void close() {
        opened.close();
        nodes.tell();
    }
}
