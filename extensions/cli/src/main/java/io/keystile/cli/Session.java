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
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The open store of one command, together with its settings and the actor that it acts for. */
final class Session implements AutoCloseable {
    private final StoreUrl.Opened opened;
    private final ApiKeyFormat format;
    private final SecretHasher hasher;
    private final Plans plans;
    private final Actor actor;
    private final InstantSource clock;
    private final ApiKeys keys;

    Session(
            StoreUrl.Opened opened,
            ApiKeyFormat format,
            SecretHasher hasher,
            Plans plans,
            Actor actor,
            InstantSource clock) {
        this.opened = opened;
        this.format = format;
        this.hasher = hasher;
        this.plans = plans;
        this.actor = actor;
        this.clock = clock;
        this.keys = new ApiKeys(opened.store(), format, hasher, plans, clock, new SecureRandom());
    }

    ApiKeyStore store() {
        return opened.store();
    }

    ApiKeys keys() {
        return keys;
    }

    /** Returns the keys and workspaces that are visible to the actor. */
    KeyDirectory visible() {
        return keys.seenBy(actor);
    }

    Actor actor() {
        return actor;
    }

    ApiKeyFormat format() {
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
        var uses = visible().lastUses(records.stream().map(ApiKeyRecord::id).toList());
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

    @Override
    public void close() {
        opened.closing().run();
    }
}
