package io.keystile.cache;

import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.CacheSettings;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches the results of an {@link ApiKeyLookup}: keys that were found, compiled once per record, and ids that were not.
 *
 * <p>Once {@link #invalidate} has returned, no caller receives a record from before the change, not even from a load
 * that was in progress. Any other change is seen after at most {@link CacheSettings#freshFor} and the time of one load.
 * While the source fails or has not answered yet, a key that was found before is used until
 * {@link CacheSettings#staleFor}.
 *
 * <p>Thread-safe. Reading a fresh entry allocates nothing, and takes no lock unless the table is growing. When an entry
 * is due, one caller reads the key again, and the others use the cached entry meanwhile.
 *
 * @param <T> the compiled form of a record
 */
public final class CachedLookup<T extends CachedLookup.Entry<T>> {
    /** The time between two attempts to reload a key from a failing source, in nanoseconds. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** The maximum number of reads in one load, if changes invalidate the results. */
    private static final int MAX_READS = 10;

    private final ApiKeyLookup source;
    private final BiFunction<Read, ResolvedKey, T> compiler;
    private final Consumer<RuntimeException> onBridgedFailure;
    private final LongSupplier nanoClock;
    private final long freshNanos;
    private final long staleNanos;
    private final long unknownNanos;
    private final Generations keys;
    private final Generations workspaces;
    private final AtomicLong endedChanges = new AtomicLong();
    private final RecentKeys<T> found;
    private final RecentKeys<Absence> unknown;
    /** Keys that have changed and were not found before: they are probably new. */
    private final RecentKeys<Announced> announced;

    /**
     * Creates an empty cache. The caller must pass the changes of the source to {@link #invalidate}.
     *
     * @param source the source of keys that are not cached
     * @param compiler converts a record to a new entry; {@link #load} throws its exceptions
     * @param settings the bounds of size and age
     * @param onBridgedFailure receives each failure to reload a due key; the cached entry is then used if it is
     *     unchanged
     * @param nanoClock a monotonic clock in nanoseconds, such as {@link System#nanoTime}
     */
    public CachedLookup(
            ApiKeyLookup source,
            BiFunction<Read, ResolvedKey, T> compiler,
            CacheSettings settings,
            Consumer<RuntimeException> onBridgedFailure,
            LongSupplier nanoClock) {
        this(source, compiler, settings, onBridgedFailure, nanoClock, new Generations(), new Generations());
    }

    /** For tests, which read the cache in the middle of a change. */
    CachedLookup(
            ApiKeyLookup source,
            BiFunction<Read, ResolvedKey, T> compiler,
            CacheSettings settings,
            Consumer<RuntimeException> onBridgedFailure,
            LongSupplier nanoClock,
            Generations keys,
            Generations workspaces) {
        this.keys = keys;
        this.workspaces = workspaces;
        this.source = source;
        this.compiler = compiler;
        this.onBridgedFailure = onBridgedFailure;
        this.nanoClock = nanoClock;
        this.freshNanos = settings.freshFor().toNanos();
        this.staleNanos = settings.staleFor().toNanos();
        this.unknownNanos = settings.unknownFor().toNanos();
        this.found = new RecentKeys<>(settings.maxKeys());
        this.unknown = new RecentKeys<>(settings.maxUnknown());
        this.announced = new RecentKeys<>(settings.maxUnknown());
    }

    /**
     * Returns the cached key, and reloads it first if it is due.
     *
     * @return null if no usable entry is cached, or the source no longer has the key
     */
    public @Nullable T cached(KeyId id) {
        return usable(found.find(id), nanoClock.getAsLong());
    }

    /**
     * Returns the same as {@link #cached(KeyId)} for the key in a buffer, but does not read the clock.
     *
     * @param now a reading of this cache's clock
     */
    public @Nullable T cached(KeyBuffer key, long now) {
        return usable(found.find(key), now);
    }

    private @Nullable T usable(@Nullable T entry, long now) {
        if (entry == null || !isUnchanged(entry)) {
            return null;
        }
        long age = now - entry.readAt;
        if (age < freshNanos) {
            return entry;
        }
        if (age >= staleNanos) {
            return null;
        }
        return entry.claimReload(now) ? reload(entry) : entry;
    }

    /**
     * Returns what {@link #cached(KeyBuffer, long)} would return without reading the source.
     *
     * @param now a reading of this cache's clock
     * @return null if no usable entry is cached, or the caller of {@link #cached(KeyId)} would reload it now
     */
    public @Nullable T cachedWithoutReload(KeyBuffer key, long now) {
        T entry = found.find(key);
        if (entry == null || !isUnchanged(entry)) {
            return null;
        }
        long age = now - entry.readAt;
        return age < freshNanos || (age < staleNanos && !entry.isReloadDue(now)) ? entry : null;
    }

    private @Nullable T reload(T entry) {
        try {
            return load(entry.id);
        } catch (RuntimeException e) {
            onBridgedFailure.accept(e);
            return isUnchanged(entry) ? entry : null;
        } finally {
            entry.allowReloadAt(nanoClock.getAsLong() + RETRY_NANOS);
        }
    }

    /**
     * Returns whether neither the key nor its workspace has changed. If no change has ended since this was last true of
     * the entry, it reads no generation.
     *
     * <p>A change that has ended increments the generation first. So a thread that reads the number of ended changes
     * and then the old generation has read a number from before the end of that change, and will read another later.
     */
    private boolean isUnchanged(T entry) {
        long changes = endedChanges.get();
        if (entry.unchangedAt == changes) {
            return true;
        }
        Read read = entry.read;
        if (read.keyGeneration != keys.of(read.id) || read.workspaceGeneration != workspaces.of(read.workspace)) {
            return false;
        }
        entry.unchangedAt = changes;
        return true;
    }

    /** Returns whether the source has recently reported that this key does not exist. */
    public boolean isCachedUnknown(KeyId id) {
        return isCachedUnknown(id, nanoClock.getAsLong());
    }

    /**
     * Returns the same as {@link #isCachedUnknown(KeyId)}, but does not read the clock.
     *
     * @param now a reading of this cache's clock
     */
    public boolean isCachedUnknown(KeyId id, long now) {
        Absence absence = unknown.find(id);
        if (absence == null || absence.generation != keys.of(id) || now - absence.readAt >= unknownNanos) {
            return false;
        }
        // Two reads at the same time may differ, for example while another node inserts the key.
        T entry = found.find(id);
        return entry == null || absence.readAt - entry.read.endedAt >= 0;
    }

    /** Returns whether the source had this key at the last read, even if the entry is outdated now. */
    public boolean wasFound(KeyId id) {
        return found.find(id) != null;
    }

    /**
     * Returns whether a change has announced a key that had not been found, so that a look-up will probably find it.
     * Returns true once for each change.
     */
    public boolean takeAnnounced(KeyId id) {
        return announced.find(id) != null && announced.remove(id);
    }

    /** Returns the number of cached keys, including outdated entries that are not evicted yet. */
    public int foundCount() {
        return found.size();
    }

    /** Returns the number of ids cached as unknown, including outdated entries that are not evicted yet. */
    public int unknownCount() {
        return unknown.size();
    }

    /**
     * Reads the key from the source and caches the result. If the key or any workspace changes meanwhile, it reads
     * again, at most 10 times in all.
     *
     * @return null if the source does not have the key
     * @throws StoreException if the key or its workspace changes faster than it can be read
     * @throws RuntimeException any exception of the source or the compiler, usually a {@link StoreException}; the
     *     cached entry then stays
     */
    public @Nullable T load(KeyId id) {
        for (int reads = 0; reads < MAX_READS; reads++) {
            long keyGeneration = keys.of(id);
            long workspaceChanges = workspaces.ofAny();
            long readAt = nanoClock.getAsLong();
            ResolvedKey resolved = source.find(id).orElse(null);
            if (keyGeneration != keys.of(id)) {
                continue;
            }
            if (resolved == null) {
                boolean unused = found.remove(id);
                unknown.merge(new Absence(id, keyGeneration, readAt), (old, fresh) -> fresh);
                return null;
            }
            long workspaceGeneration = workspaces.of(resolved.workspace().id());
            // The workspace was unknown before the read, so a change of any workspace counts.
            if (workspaceChanges != workspaces.ofAny()) {
                continue;
            }
            Read read = new Read(id, resolved, keyGeneration, workspaceGeneration, nanoClock.getAsLong());
            T fresh = compiler.apply(read, resolved);
            fresh.setReadAt(readAt);
            return found.merge(fresh, (old, other) -> isUnchanged(old) && other.isOvertakenBy(old) ? old : other);
        }
        throw new StoreException("Key " + id + " or its workspace changes faster than it can be read");
    }

    /** Invalidates the entries that a change may affect. Once it has returned, no caller receives an old record. */
    public void invalidate(StoreChange change) {
        if (change instanceof StoreChange.OfKey key) {
            keys.increment(key.id());
        } else if (change instanceof StoreChange.OfWorkspace workspace) {
            workspaces.increment(workspace.id());
        } else {
            keys.incrementAll();
        }
        endedChanges.incrementAndGet(); // after the generation, see isUnchanged
        // After both, so that a revocation holds even if there is no memory for this.
        if (change instanceof StoreChange.OfKey key && !wasFound(key.id())) {
            announced.merge(new Announced(key.id()), (old, fresh) -> old);
        }
    }

    private static final class Announced extends RecentKeys.Entry<Announced> {
        Announced(KeyId id) {
            super(id);
        }
    }

    /** A key that the source did not have, with the time of that read. */
    private static final class Absence extends RecentKeys.Entry<Absence> {
        final long generation;
        final long readAt;

        Absence(KeyId id, long generation, long readAt) {
            super(id);
            this.generation = generation;
            this.readAt = readAt;
        }
    }

    /** What the cache knows of the read that an entry is from. Calls do not need it, unless something has changed. */
    public static final class Read {
        private final KeyId id;
        private final String workspace;
        private final long keyVersion;
        private final long workspaceVersion;
        private final long keyGeneration;
        private final long workspaceGeneration;
        private final long endedAt;

        Read(KeyId id, ResolvedKey found, long keyGeneration, long workspaceGeneration, long endedAt) {
            KeyId inRecord = found.key().id();
            this.id = id.equals(inRecord) ? inRecord : id; // one object if they are equal, as they should be
            this.workspace = found.workspace().id();
            this.keyVersion = found.key().version();
            this.workspaceVersion = found.workspace().version();
            this.keyGeneration = keyGeneration;
            this.workspaceGeneration = workspaceGeneration;
            this.endedAt = endedAt;
        }

        /** Returns whether the other read returned a later version. */
        private boolean isBefore(Read other) {
            return other.keyVersion > keyVersion
                    || (other.keyVersion == keyVersion && other.workspaceVersion > workspaceVersion);
        }
    }

    /**
     * A cached key, compiled from one read of its record. A subclass adds what a call reads. Both are one object, so a
     * call for a key that was not used recently waits for one place in memory.
     *
     * @param <T> the subclass
     */
    public abstract static class Entry<T extends Entry<T>> extends RecentKeys.Entry<T> {
        /** The value of {@link #reloadAt} while a reload is in progress. */
        private static final long CLAIMED = Long.MIN_VALUE;

        @SuppressWarnings("rawtypes") // a class object has no type arguments
        private static final AtomicLongFieldUpdater<Entry> RELOAD_AT =
                AtomicLongFieldUpdater.newUpdater(Entry.class, "reloadAt");

        final Read read;
        /** The time at which the read started. Set before the entry is in the table, which publishes it. */
        long readAt;

        private volatile long reloadAt;

        /** A number of ended changes, read before the entry was last found unchanged; -1 at first. */
        volatile long unchangedAt = -1;

        /** Creates an entry from the record that this read has found. */
        protected Entry(Read read) {
            super(read.id);
            this.read = read;
        }

        void setReadAt(long time) {
            readAt = time;
            reloadAt = time;
        }

        /**
         * Returns whether the key was read since {@code start}, or was to be read, so that a call that began then may
         * have waited for the source.
         */
        public final boolean mayHaveWaitedSince(long start) {
            return reloadAt - start >= 0;
        }

        /** Returns whether the other entry is from a read that ran at the same time and returned a later version. */
        boolean isOvertakenBy(Entry<T> other) {
            return other.read.endedAt - readAt >= 0 && read.isBefore(other.read);
        }

        /**
         * Returns whether the caller must reload the key. The claim lasts until {@link #allowReloadAt}, so a source
         * that hangs blocks one caller only.
         */
        boolean claimReload(long now) {
            long due = reloadAt;
            return isDue(due, now) && RELOAD_AT.compareAndSet(this, due, CLAIMED);
        }

        /** Returns whether {@link #claimReload} would succeed, if no other caller claims the reload. */
        boolean isReloadDue(long now) {
            return isDue(reloadAt, now);
        }

        private static boolean isDue(long due, long now) {
            return due != CLAIMED && now - due >= 0;
        }

        void allowReloadAt(long time) {
            reloadAt = time;
        }
    }
}
