package io.keystile.net;

import java.util.Collection;
import java.util.List;

/** A set of IPv6 addresses as sorted, disjoint ranges, each bound a pair of longs. */
final class Ipv6Ranges {

    private final long[] firsts;
    private final long[] lasts;

    Ipv6Ranges(Collection<CidrBlock> blocks) {
        List<IpRange> ranges = IpRange.merge(blocks);
        firsts = new long[2 * ranges.size()];
        lasts = new long[2 * ranges.size()];
        for (int i = 0; i < ranges.size(); i++) {
            put(firsts, i, ranges.get(i).first());
            put(lasts, i, ranges.get(i).last());
        }
    }

    boolean contains(IpAddress address) {
        int below = 0; // every range before this one starts at the address or before it
        int above = size();
        while (below < above) {
            int middle = (below + above) >>> 1;
            if (compare(firsts, middle, address) <= 0) {
                below = middle + 1;
            } else {
                above = middle;
            }
        }
        return below > 0 && compare(lasts, below - 1, address) >= 0;
    }

    int size() {
        return firsts.length / 2;
    }

    private static void put(long[] bounds, int index, IpAddress address) {
        bounds[2 * index] = address.high();
        bounds[2 * index + 1] = address.low();
    }

    private static int compare(long[] bounds, int index, IpAddress address) {
        int byHigh = Long.compareUnsigned(bounds[2 * index], address.high());
        return byHigh != 0 ? byHigh : Long.compareUnsigned(bounds[2 * index + 1], address.low());
    }
}
