package io.keystile.net;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of IPv6 addresses, stored as the sorted boundaries of its ranges: the first address of each range,
 * and the first address after it. The set contains an address if an odd number of boundaries is at or below it. A range
 * takes 32 bytes, and up to eight more in large sets.
 */
final class Ipv6Ranges {

    private static final int MIN_INDEXED = 64;

    /** The upper 64 bits and then the lower 64 bits of each boundary. */
    private final long[] boundaries;

    private final @Nullable SlotIndex index;

    /** Creates the set of all addresses in these IPv6 blocks, {@linkplain CidrBlock#ORDER sorted}. */
    Ipv6Ranges(List<CidrBlock> sorted) {
        long[] collected = new long[4 * sorted.size()];
        int count = 0;
        IpAddress last = null; // the last address of the current range
        for (CidrBlock block : sorted) {
            IpAddress first = block.network();
            if (last != null && (first.compareTo(last) <= 0 || first.equals(last.next()))) {
                last = block.last().compareTo(last) > 0 ? block.last() : last;
                count--;
            } else {
                last = block.last();
                put(collected, count++, first);
            }
            put(collected, count++, last.next());
        }
        boolean openEnded = last != null && last.high() == -1 && last.low() == -1; // no address follows the last one
        int size = openEnded ? count - 1 : count;
        boundaries = Arrays.copyOf(collected, 2 * size);
        index = size < MIN_INDEXED ? null : new SlotIndex(size, i -> boundaries[2 * i]);
    }

    boolean contains(long high, long low) {
        int from = 0;
        int to = boundaries.length / 2;
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

    /** Returns the number of ranges. */
    int size() {
        return (boundaries.length / 2 + 1) / 2;
    }

    private boolean isAbove(int boundary, long high, long low) {
        long upper = boundaries[2 * boundary];
        return upper == high
                ? Long.compareUnsigned(boundaries[2 * boundary + 1], low) > 0
                : Long.compareUnsigned(upper, high) > 0;
    }

    private static void put(long[] boundaries, int index, IpAddress address) {
        boundaries[2 * index] = address.high();
        boundaries[2 * index + 1] = address.low();
    }
}
