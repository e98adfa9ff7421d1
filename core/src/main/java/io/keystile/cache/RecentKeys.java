package io.keystile.cache;

import io.keystile.key.KeyId;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded hash table of entries by key. When it is full, the entries are gone round, and what was not read since the last
 * time makes room: the second-chance algorithm.
 *
 * <p>Thread-safe. Reading creates nothing, and takes no lock but where it finds nothing while the table grows. Nobody can
 * choose ids that make it slow, see {@link KeyId}.
 */
final class RecentKeys<E extends RecentKeys.Entry<E>> {
    private static final int FIRST_CHAINS = 64;
    private static final int MOST_CHAINS = 1 << 28;

    private final int capacity;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile AtomicReferenceArray<@Nullable E> chains = new AtomicReferenceArray<>(FIRST_CHAINS);

    /** Entries are on their way to other chains, and may lead a reader past the one it looks for. */
    private volatile boolean growing;

    // Guarded by writing.
    private int size;
    private int hand;

    /** What the table holds of one key. Of one table at a time. */
    abstract static class Entry<E> {
        final KeyId id;
        private final int hash;
        private boolean read;
        private volatile @Nullable E next;

        Entry(KeyId id) {
            this.id = id;
            this.hash = id.hashCode();
        }

        final int hash() {
            return hash;
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

        /** Writes only what is new, so that threads that read one entry do not take it from each other. */
        final void noteRead() {
            if (!read) {
                read = true;
            }
        }

        final void forgetRead() {
            read = false;
        }
    }

    RecentKeys(int capacity) {
        this.capacity = capacity;
    }

    @Nullable
    E find(KeyId id) {
        AtomicReferenceArray<@Nullable E> table = chains;
        E found = findIn(table, id);
        // In this order: growth changes the table before it ends.
        return found == null && (growing || table != chains) ? findAfterGrowth(id) : found;
    }

    private @Nullable E findAfterGrowth(KeyId id) {
        writing.lock();
        try {
            return findIn(chains, id);
        } finally {
            writing.unlock();
        }
    }

    private @Nullable E findIn(AtomicReferenceArray<@Nullable E> table, KeyId id) {
        int hash = id.hashCode();
        for (E entry = table.getAcquire(hash & (table.length() - 1)); entry != null; entry = entry.next()) {
            if (entry.hash() == hash && entry.id.equals(id)) {
                entry.noteRead();
                return entry;
            }
        }
        return null;
    }

    /**
     * Puts an entry in the place of what there is of its key.
     *
     * @param choice which of the old entry and the new one to keep, where there is an old one
     * @return the entry that is kept
     */
    E merge(E fresh, BinaryOperator<E> choice) {
        writing.lock();
        try {
            E old = find(fresh.id);
            if (old != null && choice.apply(old, fresh) == old) {
                return old;
            }
            if (old != null) {
                fresh.setNext(old.next());
                lead(old, fresh);
                return fresh;
            }
            if (size == chains.length() && size < MOST_CHAINS) {
                grow();
            }
            link(chains, fresh);
            size++;
            // Who reads all the time cannot hold this up: what was read is spared for one round only.
            for (int step = 0; size > capacity; step++) {
                makeRoom(fresh, step < chains.length());
            }
            return fresh;
        } finally {
            writing.unlock();
        }
    }

    void remove(KeyId id) {
        writing.lock();
        try {
            E entry = find(id);
            if (entry != null) {
                unlink(entry);
            }
        } finally {
            writing.unlock();
        }
    }

    int size() {
        writing.lock();
        try {
            return size;
        } finally {
            writing.unlock();
        }
    }

    /** Goes one chain further. All of a chain has the same chance: to stop in it would spare what is behind, again and again. */
    private void makeRoom(E fresh, boolean spareRead) {
        for (E entry = chains.get(hand); entry != null; entry = entry.next()) {
            if (spareRead && entry.wasRead()) {
                entry.forgetRead();
            } else if (entry != fresh) {
                unlink(entry);
            }
        }
        hand = (hand + 1) & (chains.length() - 1);
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

    private void unlink(E gone) {
        lead(gone, gone.next());
        size--;
    }

    /**
     * Leads who comes to an entry to another one instead, in one step, so that a reader misses nothing. What is taken out
     * still leads on, for who is reading it.
     */
    private void lead(E from, @Nullable E to) {
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
