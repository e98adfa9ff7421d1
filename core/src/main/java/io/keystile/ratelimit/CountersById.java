package io.keystile.ratelimit;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of {@link Counters} by id. Thread-safe. The counters of one slot are linked with one another, so an
 * entry takes no object of its own.
 *
 * <p>The table has a fixed number of segments. A change locks one segment, and a segment that is full doubles. A
 * look-up takes no lock if it finds the id. It can miss the id only while the segment changes, so it looks again with
 * the lock before it reports that the id is absent. It may find counters that are just being removed or replaced, which
 * are closed.
 */
final class CountersById {
    private static final int SEGMENT_BITS = 6;
    private static final int SEGMENTS = 1 << SEGMENT_BITS;

    /** A random odd factor, so that nobody can choose ids that share a slot. */
    private static final long FACTOR = new SecureRandom().nextLong() | 1;

    private final Segment[] segments = new Segment[SEGMENTS];

    /** The slot that {@link #nextSlot} returns next. */
    private int cursorSegment;

    private int cursorSlot;

    CountersById() {
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment();
        }
    }

    @Nullable
    Counters get(String id) {
        int hash = hash(id);
        Segment segment = segment(hash);
        Counters found = segment.find(id, hash);
        return found != null ? found : segment.findLocked(id, hash);
    }

    /** Adds the counters; returns false if there are others with their id. */
    boolean putIfAbsent(Counters fresh) {
        int hash = hash(fresh.id());
        return segment(hash).putIfAbsent(fresh, hash);
    }

    /** Replaces counters by others with the same id; returns false if they are no longer in the table. */
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
     * Returns the first counters of the next slot, and starts again after the last slot. Only one thread at a time may
     * call this.
     */
    @Nullable
    Counters nextSlot() {
        AtomicReferenceArray<@Nullable Counters> slots = segments[cursorSegment].slots;
        Counters first = slots.get(cursorSlot);
        cursorSlot++;
        if (cursorSlot >= slots.length()) {
            cursorSlot = 0;
            cursorSegment = (cursorSegment + 1) % SEGMENTS;
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
        return segments[hash & (SEGMENTS - 1)];
    }

    private static int hash(String id) {
        long hash = id.length();
        for (int i = 0; i < id.length(); i++) {
            hash = hash * FACTOR + id.charAt(i);
        }
        hash ^= hash >>> 32;
        return (int) ((hash * FACTOR) >>> 32);
    }

    /** A part of the table, with the lock for its changes. */
    private static final class Segment {
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

        private static void link(Counters first, AtomicReferenceArray<@Nullable Counters> slots, int hash) {
            int index = index(hash, slots);
            first.setNext(slots.get(index));
            slots.set(index, first);
        }

        private static int index(int hash, AtomicReferenceArray<@Nullable Counters> slots) {
            return (hash >>> SEGMENT_BITS) & (slots.length() - 1);
        }
    }
}
