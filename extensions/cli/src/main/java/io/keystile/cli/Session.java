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

/** A store that one command has open, and who the command acts for. */
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

    /** Returns the keys and workspaces that the actor sees. */
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

    /** Returns a key with all that is shown of it. */
    KeyView view(ApiKeyRecord key) {
        return views(List.of(key)).get(0);
    }

    /** Returns keys with all that is shown of them. */
    List<KeyView> views(List<ApiKeyRecord> records) {
        Instant now = now();
        var uses = visible().lastUses(records.stream().map(ApiKeyRecord::id).toList());
        return records.stream()
                .map(key -> new KeyView(key, key.statusAt(now), uses.get(key.id())))
                .toList();
    }

    /** Returns what to say of a key that is not there. */
    static CliException noSuchKey(KeyId id) {
        return CliException.refused("There is no key " + id + "; \"keys list\" shows those there are");
    }

    static CliException noSuchWorkspace(String id) {
        return CliException.refused("There is no workspace " + id + "; \"workspaces list\" shows those there are");
    }

    @Override
    public void close() {
        opened.closing().run();
    }
}
