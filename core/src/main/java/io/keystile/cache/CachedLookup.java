package io.keystile.cache;

import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.CacheSettings;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what an {@link ApiKeyLookup} found, in a form made once per record, and what it did not find.
 *
 * <p>A change that {@link #forget} was told of is obeyed from then on, also by a load under way that has read the old
 * record. Any other change is seen within {@link CacheSettings#freshFor} and the time of one load. While the source cannot
 * answer, or has not answered yet, a key that was found before is used until {@link CacheSettings#staleFor}.
 *
 * <p>Thread-safe. Reading what is fresh takes no lock and creates nothing; what is due is read again by one caller while
 * the others go on with what there is.
 *
 * @param <T> what is made of a record
 */
public final class CachedLookup<T> {
    /** After a failure, how long a key's callers leave the source alone, in nanoseconds. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** How often an answer that a change has overtaken is asked for again. */
    private static final int MAX_READS = 10;

    private final ApiKeyLookup source;
    private final Function<ResolvedKey, T> compiler;
    private final Consumer<RuntimeException> onBridgedFailure;
    private final LongSupplier nanoClock;
    private final long freshNanos;
    private final long staleNanos;
    private final long unknownNanos;
    private final Generations keys = new Generations();
    private final Generations workspaces = new Generations();
    private final RecentKeys<Entry<T>> found;
    private final RecentKeys<Absence> unknown;

    /**
     * Creates an empty cache. Whoever creates it has {@link #forget} told of changes.
     *
     * @param source asked for what is not remembered
     * @param compiler makes of a record what is remembered; what it throws comes out of {@link #load}
     * @param settings bounds
     * @param onBridgedFailure told of each failure of the source that was bridged with what is remembered
     * @param nanoClock a monotonic clock in nanoseconds, such as {@link System#nanoTime}
     */
    public CachedLookup(
            ApiKeyLookup source,
            Function<ResolvedKey, T> compiler,
            CacheSettings settings,
            Consumer<RuntimeException> onBridgedFailure,
            LongSupplier nanoClock) {
        this.source = source;
        this.compiler = compiler;
        this.onBridgedFailure = onBridgedFailure;
        this.nanoClock = nanoClock;
        this.freshNanos = settings.freshFor().toNanos();
        this.staleNanos = settings.staleFor().toNanos();
        this.unknownNanos = settings.unknownFor().toNanos();
        this.found = new RecentKeys<>(settings.maxKeys());
        this.unknown = new RecentKeys<>(settings.maxUnknown());
    }

    /**
     * Returns what is remembered of a key, reading it again if that is due.
     *
     * @return null if nothing usable is remembered, or the key is gone by now
     */
    public @Nullable T remembered(KeyId id) {
        Entry<T> entry = found.find(id);
        if (entry == null || !isUnchanged(id, entry)) {
            return null;
        }
        long now = nanoClock.getAsLong();
        long age = now - entry.readAt;
        if (age < freshNanos) {
            return entry.value;
        }
        if (age >= staleNanos) {
            return null;
        }
        return entry.claimReload(now) ? reload(id, entry) : entry.value;
    }

    private @Nullable T reload(KeyId id, Entry<T> entry) {
        try {
            return load(id);
        } catch (RuntimeException e) {
            onBridgedFailure.accept(e);
            return isUnchanged(id, entry) ? entry.value : null;
        } finally {
            entry.allowReloadAt(nanoClock.getAsLong() + RETRY_NANOS);
        }
    }

    private boolean isUnchanged(KeyId id, Entry<T> entry) {
        return entry.keyGeneration == keys.of(id) && entry.workspaceGeneration == workspaces.of(entry.workspace);
    }

    /** Tells whether the source lately said that there is no such key. */
    public boolean isRememberedUnknown(KeyId id) {
        Absence absence = unknown.find(id);
        return absence != null
                && absence.generation == keys.of(id)
                && nanoClock.getAsLong() - absence.readAt < unknownNanos;
    }

    /** Tells whether the source had such a key when it was last asked, however much has changed since. */
    public boolean wasFound(KeyId id) {
        return found.find(id) != null;
    }

    /** Returns how many keys are remembered, outdated ones that were not yet dropped included. */
    public int foundCount() {
        return found.size();
    }

    /** Returns of how many ids it is remembered that there is no such key, outdated ones that were not yet dropped included. */
    public int unknownCount() {
        return unknown.size();
    }

    /**
     * Asks the source, and remembers the answer. An answer that a change has overtaken is asked for again.
     *
     * @return null if there is surely no such key
     * @throws StoreException if the key changes faster than it can be read
     * @throws RuntimeException what the source or the compiler throws, above all {@link StoreException}; then what was
     *     remembered stays
     */
    public @Nullable T load(KeyId id) {
        for (int read = 0; read < MAX_READS; read++) {
            long keyGeneration = keys.of(id);
            long workspaceChanges = workspaces.ofAny();
            long readAt = nanoClock.getAsLong();
            ResolvedKey resolved = source.find(id).orElse(null);
            if (keyGeneration != keys.of(id)) {
                continue;
            }
            if (resolved == null) {
                found.remove(id);
                unknown.merge(new Absence(id, keyGeneration, readAt), (old, fresh) -> fresh);
                return null;
            }
            long workspaceGeneration = workspaces.of(resolved.workspace().id());
            // Which workspace to look at was not known before, so a change of any of them counts.
            if (workspaceChanges != workspaces.ofAny()) {
                continue;
            }
            return remember(new Entry<>(
                    id,
                    compiler.apply(resolved),
                    resolved,
                    keyGeneration,
                    workspaceGeneration,
                    readAt,
                    nanoClock.getAsLong()));
        }
        throw new StoreException("Key " + id + " or its workspace changes faster than it can be read");
    }

    private T remember(Entry<T> fresh) {
        return found.merge(fresh, (old, read) -> isUnchanged(old.id, old) && read.isOvertakenBy(old) ? old : read)
                .value;
    }

    /** Forgets what a change may have made untrue. When it returns, no caller gets to see the old record any more. */
    public void forget(StoreChange change) {
        if (change instanceof StoreChange.OfKey key) {
            keys.changed(key.id());
        } else if (change instanceof StoreChange.OfWorkspace workspace) {
            workspaces.changed(workspace.id());
        } else {
            keys.everythingChanged();
        }
    }

    /** That there was no key, and when that was read. */
    private static final class Absence extends RecentKeys.Entry<Absence> {
        final long generation;
        final long readAt;

        Absence(KeyId id, long generation, long readAt) {
            super(id);
            this.generation = generation;
            this.readAt = readAt;
        }
    }

    /** What is remembered of one key, and when it was read. */
    private static final class Entry<T> extends RecentKeys.Entry<Entry<T>> {
        /** A time that never comes: the reload is under way. */
        private static final long CLAIMED = Long.MIN_VALUE;

        @SuppressWarnings("rawtypes") // a class object has no type arguments
        private static final AtomicLongFieldUpdater<Entry> RELOAD_AT =
                AtomicLongFieldUpdater.newUpdater(Entry.class, "reloadAt");

        final T value;
        final String workspace;
        final long keyGeneration;
        final long workspaceGeneration;
        final long readAt;
        private final long arrivedAt;
        private final long keyVersion;
        private final long workspaceVersion;
        private volatile long reloadAt;

        /** Takes the id that was presented, not the record's, because it was made just now and so lies next to the entry. */
        Entry(
                KeyId id,
                T value,
                ResolvedKey from,
                long keyGeneration,
                long workspaceGeneration,
                long readAt,
                long arrivedAt) {
            super(id);
            this.value = value;
            this.workspace = from.workspace().id();
            this.keyGeneration = keyGeneration;
            this.workspaceGeneration = workspaceGeneration;
            this.readAt = readAt;
            this.arrivedAt = arrivedAt;
            this.keyVersion = from.key().version();
            this.workspaceVersion = from.workspace().version();
            this.reloadAt = readAt;
        }

        /** Tells whether another look-up, which ran at the same time, has read something later. */
        boolean isOvertakenBy(Entry<T> other) {
            boolean together = other.arrivedAt - readAt >= 0;
            boolean later = other.keyVersion > keyVersion
                    || (other.keyVersion == keyVersion && other.workspaceVersion > workspaceVersion);
            return together && later;
        }

        /** A claim lasts until {@link #allowReloadAt}, so that a source that hangs holds one caller, not all. */
        boolean claimReload(long now) {
            long due = reloadAt;
            return due != CLAIMED && now - due >= 0 && RELOAD_AT.compareAndSet(this, due, CLAIMED);
        }

        void allowReloadAt(long time) {
            reloadAt = time;
        }
    }
}
