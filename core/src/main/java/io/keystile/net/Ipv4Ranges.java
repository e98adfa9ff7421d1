package io.keystile.net;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of IPv4 addresses, as the sorted addresses at which it turns: where a range begins, and after it ends. An address
 * is in the set if an odd number of turns is not above it. A range takes eight bytes, and up to eight more in large sets.
 */
final class Ipv4Ranges {

    private static final int MIN_INDEXED = 64;

    private final int[] turns;
    private final @Nullable SlotIndex index;

    /** The set of all addresses in these blocks, which are IPv4 and {@linkplain CidrBlock#ORDER sorted}. */
    Ipv4Ranges(List<CidrBlock> sorted) {
        int[] found = new int[2 * sorted.size()];
        int count = 0;
        long end = -1; // the address after the range so far
        for (CidrBlock block : sorted) {
            long first = Integer.toUnsignedLong(block.network().ipv4Bits());
            long next = Integer.toUnsignedLong(block.last().ipv4Bits()) + 1;
            if (first <= end) {
                end = Math.max(end, next);
                count--;
            } else {
                end = next;
                found[count++] = sortable((int) first);
            }
            found[count++] = sortable((int) end);
        }
        boolean open = end == 1L << Integer.SIZE; // nothing comes after the last address
        turns = Arrays.copyOf(found, open ? count - 1 : count);
        index = turns.length < MIN_INDEXED ? null : new SlotIndex(turns.length, i -> number(turns[i]));
    }

    boolean contains(int bits) {
        int wanted = sortable(bits);
        int from = 0;
        int to = turns.length;
        if (index != null) {
            int slot = index.slot(number(wanted));
            from = index.from(slot);
            to = index.to(slot);
        }
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (turns[middle] <= wanted) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return (from & 1) != 0;
    }

    /** The number of ranges. */
    int size() {
        return (turns.length + 1) / 2;
    }

    /** Flips the sign bit, so that the order of signed ints is that of the addresses. */
    private static int sortable(int bits) {
        return bits ^ Integer.MIN_VALUE;
    }

    private static long number(int sortable) {
        return Integer.toUnsignedLong(sortable ^ Integer.MIN_VALUE);
    }
}
