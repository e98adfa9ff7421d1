package io.keystile.cache;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.CacheSettings;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A cache of one key, whose record and workspace change. Changes are made by one thread at a time. Thread-safe. */
final class TestedCache {
    private static final KeyId ID = new KeyId("k1");
    private static final CacheSettings SETTINGS =
            new CacheSettings(10, Duration.ofSeconds(30), Duration.ofSeconds(300), 10, Duration.ofSeconds(10));

    /** The versions of a record that a test can reach. */
    private static final int VERSIONS = 16;

    /** The records by the version of the key and that of the workspace, created once because tests are many. */
    private static final ResolvedKey[] RECORDS = IntStream.range(0, VERSIONS * VERSIONS)
            .mapToObj(i -> new ResolvedKey(key(1 + i / VERSIONS), workspace(1 + i % VERSIONS)))
            .toArray(ResolvedKey[]::new);

    private final CachedLookup<Numbered> cache =
            new CachedLookup<>(id -> stored(), Numbered::new, SETTINGS, failure -> {}, () -> 0);

    /** A cached record. */
    private static final class Numbered extends CachedLookup.Entry<Numbered> {
        final long number;

        Numbered(CachedLookup.Read read, ResolvedKey record) {
            super(read);
            this.number = numberOf(record.key().version(), record.workspace().version());
        }
    }

    private final AtomicInteger stored = new AtomicInteger();

    private static ApiKeyRecord key(int version) {
        return new ApiKeyRecord(
                ID,
                version,
                "acme",
                "live",
                SecretHash.parse("$sha256$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"),
                KeyStatus.ACTIVE,
                ApiKeySettings.named("ci"),
                Instant.EPOCH,
                "tester",
                null,
                Lineage.NONE);
    }

    private static WorkspaceRecord workspace(int version) {
        WorkspaceRecord first = WorkspaceRecord.of("acme", "standard");
        return new WorkspaceRecord(first.id(), version, first.plan(), first.ceiling(), first.limits(), false);
    }

    /** Returns the number that stands for a record. */
    static long numberOf(long keyVersion, long workspaceVersion) {
        return VERSIONS * keyVersion + workspaceVersion;
    }

    private Optional<ResolvedKey> stored() {
        return Optional.of(RECORDS[stored.get()]);
    }

    /** Returns the number of the record as a request sees it: the cached one if there is one, else the stored one. */
    long read() {
        Numbered cached = cache.cached(ID);
        Numbered found = cached != null ? cached : cache.load(ID);
        return found == null ? 0 : found.number;
    }

    /** Returns the number of the cached record, or null if a request would read the source. */
    @Nullable
    Long cached() {
        Numbered cached = cache.cached(ID);
        return cached == null ? null : cached.number;
    }

    void changeKey() {
        stored.addAndGet(VERSIONS);
        cache.invalidate(new StoreChange.OfKey(ID));
    }

    void changeWorkspace() {
        stored.incrementAndGet();
        cache.invalidate(new StoreChange.OfWorkspace("acme"));
    }
}
