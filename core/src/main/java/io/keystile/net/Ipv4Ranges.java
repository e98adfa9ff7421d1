package io.keystile.net;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of IPv4 addresses, stored as the sorted boundaries of its ranges: the first address of each range,
 * and the first address after it. The set contains an address if an odd number of boundaries is at or below it. A range
 * takes eight bytes, and up to eight more in large sets.
 */
final class Ipv4Ranges {

    private static final int MIN_INDEXED = 64;

    private final int[] boundaries;
    private final @Nullable SlotIndex index;

    /** Creates the set of all addresses in these IPv4 blocks, {@linkplain CidrBlock#ORDER sorted}. */
    Ipv4Ranges(List<CidrBlock> sorted) {
        int[] collected = new int[2 * sorted.size()];
        int count = 0;
        long end = -1; // the address after the current range
        for (CidrBlock block : sorted) {
            long first = Integer.toUnsignedLong(block.network().ipv4Bits());
            long next = Integer.toUnsignedLong(block.last().ipv4Bits()) + 1;
            if (first <= end) {
                end = Math.max(end, next);
                count--;
            } else {
                end = next;
                collected[count++] = sortable((int) first);
            }
            collected[count++] = sortable((int) end);
        }
        boolean openEnded = end == 1L << Integer.SIZE; // no address follows the last one
        boundaries = Arrays.copyOf(collected, openEnded ? count - 1 : count);
        index = boundaries.length < MIN_INDEXED ? null : new SlotIndex(boundaries.length, i -> unsigned(boundaries[i]));
    }

    boolean contains(int bits) {
        int wanted = sortable(bits);
        int from = 0;
        int to = boundaries.length;
        if (index != null) {
            int slot = index.slot(unsigned(wanted));
            from = index.from(slot);
            to = index.to(slot);
        }
        return isWithin(boundaries, wanted, from, to);
    }

    /** Returns whether boundaries, as {@link #boundaries} returns them, contain an address. */
    static boolean contains(int[] boundaries, int bits) {
        return isWithin(boundaries, sortable(bits), 0, boundaries.length);
    }

    private static boolean isWithin(int[] boundaries, int wanted, int first, int end) {
        int from = first;
        int to = end;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (boundaries[middle] <= wanted) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return (from & 1) != 0;
    }

    /** Returns a copy of the boundaries. */
    int[] boundaries() {
        return boundaries.clone();
    }

    /** Returns the number of ranges. */
    int size() {
        return (boundaries.length + 1) / 2;
    }

    /** Flips the sign bit, so that signed ints sort in the order of the addresses. */
    private static int sortable(int bits) {
        return bits ^ Integer.MIN_VALUE;
    }

    private static long unsigned(int sortable) {
        return Integer.toUnsignedLong(sortable ^ Integer.MIN_VALUE);
    }
}
