package io.keystile.ratelimit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of {@link Counters} by id. Thread-safe. The counters of one slot are linked with one another, so an
 * entry takes no object of its own.
 *
 * <p>The table has a fixed number of segments. A change locks one segment, and a segment that is full doubles. A
 * look-up takes no lock if it finds the id. It can miss the id only while the segment changes, so it looks again with
 * the lock before it reports that the id is absent.
 *
 * <p>The hash of an id is a polynomial at a secret random point, modulo the prime 2<sup>61</sup> - 1, cut to 32 bits.
 * Two ids that were chosen without knowing the point have the same value before the cut with a probability of at most
 * the longer length divided by 2<sup>61</sup>. So nobody can choose many ids that share a slot.
 */
final class CountersById {
    private static final int ENTRIES_PER_SEGMENT = 2_048;
    private static final int MIN_SEGMENTS = 64;
    private static final int MAX_SEGMENTS = 4_096;
    private static final int PRIME_BITS = 61;
    private static final long PRIME = (1L << PRIME_BITS) - 1;

    private final Segment[] segments;
    private final int segmentBits;
    private final long point;

    /** The slot that {@link #nextSlot} returns next. */
    private int cursorSegment;

    private int cursorSlot;

    /**
     * Creates an empty table.
     *
     * @param maxEntries about how many entries it may have, which determines the number of segments: the more, the
     *     shorter a call waits while a segment doubles
     * @param secret a random number, for the hash
     */
    CountersById(int maxEntries, long secret) {
        int wanted = Math.max(MIN_SEGMENTS, Math.min(MAX_SEGMENTS, maxEntries / ENTRIES_PER_SEGMENT));
        this.segments = new Segment[Integer.highestOneBit(wanted)];
        this.segmentBits = Integer.numberOfTrailingZeros(segments.length);
        this.point = 1 + Long.remainderUnsigned(secret, PRIME - 1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new Segment();
        }
    }

    /** Returns the counters of this id, which may just have been closed to be replaced or removed; null if absent. */
    @Nullable
    Counters get(String id) {
        int hash = hash(id);
        Segment segment = segment(hash);
        Counters found = segment.find(id, hash);
        return found != null ? found : segment.findLocked(id, hash);
    }

    /**
     * Adds counters that have never been in a table; returns false, and leaves them out, if there are others with their
     * id.
     */
    boolean putIfAbsent(Counters fresh) {
        int hash = hash(fresh.id());
        return segment(hash).putIfAbsent(fresh, hash);
    }

    /**
     * Replaces counters by others with the same id that have never been in a table; returns false if the old ones are
     * no longer in the table.
     */
    boolean replace(Counters old, Counters successor) {
        int hash = hash(old.id());
        return segment(hash).unlink(old, successor, hash);
    }

    /** Removes counters; returns false if they are no longer in the table. */
    boolean remove(Counters old) {
        int hash = hash(old.id());
        return segment(hash).unlink(old, null, hash);
    }

    /**
     * Returns the first counters of the next slot, and starts again after the last slot. The others follow by
     * {@link Counters#next}; some can be missed while the slot changes. Only one thread at a time may call this.
     */
    @Nullable
    Counters nextSlot() {
        AtomicReferenceArray<@Nullable Counters> slots = segments[cursorSegment].slots;
        Counters first = slots.get(cursorSlot);
        cursorSlot++;
        if (cursorSlot >= slots.length()) {
            cursorSlot = 0;
            cursorSegment = (cursorSegment + 1) % segments.length;
        }
        return first;
    }

    /** Returns the number of slots. */
    int slots() {
        int sum = 0;
        for (Segment segment : segments) {
            sum += segment.slots.length();
        }
        return sum;
    }

    private Segment segment(int hash) {
        return segments[hash & (segments.length - 1)];
    }

    private int hash(String id) {
        long hash = id.length();
        for (int i = 0; i < id.length(); i++) {
            hash = timesPoint(hash) + id.charAt(i);
        }
        return (int) timesPoint(hash);
    }

    /** Multiplies modulo the prime, with a result of up to the prime plus one: 2<sup>61</sup> is 1 modulo it. */
    private long timesPoint(long factor) {
        long low = factor * point;
        long high = Math.multiplyHigh(factor, point);
        long sum = (low & PRIME) + (high << (Long.SIZE - PRIME_BITS) | low >>> PRIME_BITS);
        return (sum & PRIME) + (sum >>> PRIME_BITS);
    }

    /** A part of the table, with the lock for its changes. */
    private final class Segment {
        private volatile AtomicReferenceArray<@Nullable Counters> slots = new AtomicReferenceArray<>(1);
        private int size;

        @Nullable
        Counters find(String id, int hash) {
            AtomicReferenceArray<@Nullable Counters> current = slots;
            Counters found = current.get(index(hash, current));
            while (found != null && !found.id().equals(id)) {
                found = found.next();
            }
            return found;
        }

        synchronized @Nullable Counters findLocked(String id, int hash) {
            return find(id, hash);
        }

        synchronized boolean putIfAbsent(Counters fresh, int hash) {
            if (find(fresh.id(), hash) != null) {
                return false;
            }
            if (size == slots.length()) {
                grow();
            }
            size++;
            link(fresh, slots, hash);
            return true;
        }

        /** Removes counters and puts others into their place, if not null; returns false if they are not here. */
        synchronized boolean unlink(Counters old, @Nullable Counters successor, int hash) {
            int index = index(hash, slots);
            Counters before = null;
            Counters found = slots.get(index);
            while (found != null && found != old) {
                before = found;
                found = found.next();
            }
            if (found == null) {
                return false;
            }
            Counters after = old.next();
            if (successor != null) {
                successor.setNext(after);
                after = successor;
            } else {
                size--;
            }
            if (before == null) {
                slots.set(index, after);
            } else {
                before.setNext(after);
            }
            // Closed counters may be referenced for long, and should not keep others in memory.
            old.setNext(null);
            return true;
        }

        private void grow() {
            AtomicReferenceArray<@Nullable Counters> longer = new AtomicReferenceArray<>(2 * slots.length());
            for (int i = 0; i < slots.length(); i++) {
                Counters moved = slots.get(i);
                while (moved != null) {
                    Counters next = moved.next();
                    link(moved, longer, hash(moved.id()));
                    moved = next;
                }
            }
            slots = longer;
        }

        private void link(Counters first, AtomicReferenceArray<@Nullable Counters> slots, int hash) {
            int index = index(hash, slots);
            first.setNext(slots.get(index));
            slots.set(index, first);
        }

        private int index(int hash, AtomicReferenceArray<@Nullable Counters> slots) {
            return (hash >>> segmentBits) & (slots.length() - 1);
        }
    }
}
