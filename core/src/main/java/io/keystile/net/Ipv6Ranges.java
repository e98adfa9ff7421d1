package io.keystile.net;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of IPv6 addresses, as the sorted addresses at which it turns: where a range begins, and after it ends. An address
 * is in the set if an odd number of turns is not above it. A range takes 32 bytes, and up to eight more in large sets.
 */
final class Ipv6Ranges {

    private static final int MIN_INDEXED = 64;

    /** Each turn's upper half, and then its lower half. */
    private final long[] turns;

    private final @Nullable SlotIndex index;

    /** The set of all addresses in these blocks, which are IPv6 and {@linkplain CidrBlock#ORDER sorted}. */
    Ipv6Ranges(List<CidrBlock> sorted) {
        long[] found = new long[4 * sorted.size()];
        int count = 0;
        IpAddress last = null; // of the range so far
        for (CidrBlock block : sorted) {
            IpAddress first = block.network();
            if (last != null && (first.compareTo(last) <= 0 || first.equals(last.next()))) {
                last = block.last().compareTo(last) > 0 ? block.last() : last;
                count--;
            } else {
                last = block.last();
                put(found, count++, first);
            }
            put(found, count++, last.next());
        }
        boolean open = last != null && last.high() == -1 && last.low() == -1; // nothing comes after the last address
        int size = open ? count - 1 : count;
        turns = Arrays.copyOf(found, 2 * size);
        index = size < MIN_INDEXED ? null : new SlotIndex(size, i -> turns[2 * i]);
    }

    boolean contains(long high, long low) {
        int from = 0;
        int to = turns.length / 2;
        if (index != null) {
            int slot = index.slot(high);
            from = index.from(slot);
            to = index.to(slot);
        }
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (isAbove(middle, high, low)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return (from & 1) != 0;
    }

    /** The number of ranges. */
    int size() {
        return (turns.length / 2 + 1) / 2;
    }

    private boolean isAbove(int turn, long high, long low) {
        long upper = turns[2 * turn];
        return upper == high
                ? Long.compareUnsigned(turns[2 * turn + 1], low) > 0
                : Long.compareUnsigned(upper, high) > 0;
    }

    private static void put(long[] turns, int index, IpAddress address) {
        turns[2 * index] = address.high();
        turns[2 * index + 1] = address.low();
    }
}
