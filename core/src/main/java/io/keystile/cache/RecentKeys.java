package io.keystile.cache;

import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyId;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded hash table of entries by key id. When it is full, it visits the chains in turn and evicts the entries that
 * were not read since the last visit: the second-chance algorithm.
 *
 * <p>Thread-safe. Reading allocates nothing, and takes a lock only if it finds no entry while the table grows. The hash
 * codes of {@link KeyId} have a random seed, so an attacker cannot choose ids that make the table slow.
 */
final class RecentKeys<E extends RecentKeys.Entry<E>> {
    private static final int INITIAL_CHAINS = 64;
    private static final int MAX_CHAINS = 1 << 28;

    private final int capacity;
    private final ReentrantLock writeLock = new ReentrantLock();
    private volatile AtomicReferenceArray<@Nullable E> chains = new AtomicReferenceArray<>(INITIAL_CHAINS);

    /** True while entries move to other chains. A reader can then miss an entry. */
    private volatile boolean growing;

    // Guarded by writeLock.
    private int size;
    private int nextChain;

    /**
     * An entry of one key. It can be in only one table at a time. It copies the words of the id, so that a reader that
     * looks for it waits for one place in memory, not for two.
     */
    abstract static class Entry<E> {
        final KeyId id;
        private final long head;
        private final long tail;
        private final int hash;
        private boolean read;
        private volatile @Nullable E next;

        Entry(KeyId id) {
            this.id = id;
            this.head = id.head();
            this.tail = id.tail();
            this.hash = id.hashCode();
        }

        final int hash() {
            return hash;
        }

        /** Returns whether the id has these words. A long id must also be compared. */
        final boolean hasWords(long otherHead, long otherTail) {
            return head == otherHead && tail == otherTail;
        }

        final @Nullable E next() {
            return next;
        }

        final void setNext(@Nullable E entry) {
            next = entry;
        }

        final boolean wasRead() {
            return read;
        }

        /**
         * Writes only if the flag is not set, so that threads that read one entry do not contend for its cache line.
         */
        final void markRead() {
            if (!read) {
                read = true;
            }
        }

        final void clearRead() {
            read = false;
        }
    }

    RecentKeys(int capacity) {
        this.capacity = capacity;
    }

    @Nullable
    E find(KeyId id) {
        return find(id.hashCode(), id.head(), id.tail(), id.isLong() ? id : null);
    }

    /** Finds the entry of a key in a buffer, without creating an object for its id. */
    @Nullable
    E find(KeyBuffer key) {
        return find(key.hashOfId(), key.head(), key.tail(), key.hasLongId() ? key.id() : null);
    }

    private @Nullable E find(int hash, long head, long tail, @Nullable KeyId longId) {
        AtomicReferenceArray<@Nullable E> table = chains;
        E found = findIn(table, hash, head, tail, longId);
        // The order matters: growth replaces the table before it clears the flag.
        return found == null && (growing || table != chains) ? findLocked(hash, head, tail, longId) : found;
    }

    private @Nullable E findLocked(int hash, long head, long tail, @Nullable KeyId longId) {
        writeLock.lock();
        try {
            return findIn(chains, hash, head, tail, longId);
        } finally {
            writeLock.unlock();
        }
    }

    private @Nullable E findIn(
            AtomicReferenceArray<@Nullable E> table, int hash, long head, long tail, @Nullable KeyId longId) {
        for (E entry = table.getAcquire(hash & (table.length() - 1)); entry != null; entry = entry.next()) {
            if (entry.hash() == hash && entry.hasWords(head, tail) && (longId == null || longId.equals(entry.id))) {
                entry.markRead();
                return entry;
            }
        }
        return null;
    }

    /**
     * Inserts an entry, or replaces the entry of the same key.
     *
     * @param choice returns the entry to keep, given the old and the new one; called only if there is an old entry
     * @return the entry that is kept
     */
    E merge(E fresh, BinaryOperator<E> choice) {
        writeLock.lock();
        try {
            E old = find(fresh.id);
            if (old != null && choice.apply(old, fresh) == old) {
                return old;
            }
            if (old != null) {
                fresh.setNext(old.next());
                redirect(old, fresh);
                return fresh;
            }
            if (size == chains.length() && size < MAX_CHAINS) {
                grow();
            }
            link(chains, fresh);
            size++;
            // Entries that were read are spared for one round only, so that constant reading cannot block eviction.
            for (int step = 0; size > capacity; step++) {
                evictFromNextChain(fresh, step < chains.length());
            }
            return fresh;
        } finally {
            writeLock.unlock();
        }
    }

    /** Removes an entry, and returns whether there was one. */
    boolean remove(KeyId id) {
        writeLock.lock();
        try {
            E entry = find(id);
            if (entry == null) {
                return false;
            }
            unlink(entry);
            return true;
        } finally {
            writeLock.unlock();
        }
    }

    int size() {
        writeLock.lock();
        try {
            return size;
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Evicts entries from the next chain. It always visits the whole chain. If it stopped within, the entries at the
     * end of the chain would be spared each time.
     */
    private void evictFromNextChain(E fresh, boolean spareRead) {
        for (E entry = chains.get(nextChain); entry != null; entry = entry.next()) {
            if (spareRead && entry.wasRead()) {
                entry.clearRead();
            } else if (entry != fresh) {
                unlink(entry);
            }
        }
        nextChain = (nextChain + 1) & (chains.length() - 1);
    }

    private void grow() {
        AtomicReferenceArray<@Nullable E> old = chains;
        AtomicReferenceArray<@Nullable E> longer = new AtomicReferenceArray<>(2 * old.length());
        growing = true;
        for (int chain = 0; chain < old.length(); chain++) {
            E entry = old.get(chain);
            while (entry != null) {
                E rest = entry.next();
                link(longer, entry);
                entry = rest;
            }
        }
        chains = longer;
        growing = false;
    }

    private void link(AtomicReferenceArray<@Nullable E> table, E entry) {
        int chain = entry.hash() & (table.length() - 1);
        entry.setNext(table.get(chain));
        table.setRelease(chain, entry);
    }

    private void unlink(E removed) {
        redirect(removed, removed.next());
        size--;
    }

    /**
     * Points the predecessor of {@code from} at {@code to} in one write. Readers on a removed entry can still finish.
     */
    private void redirect(E from, @Nullable E to) {
        int chain = from.hash() & (chains.length() - 1);
        E before = null;
        for (E entry = chains.get(chain); entry != null && entry != from; entry = entry.next()) {
            before = entry;
        }
        if (before == null) {
            chains.setRelease(chain, to);
        } else {
            before.setNext(to);
        }
    }
}
