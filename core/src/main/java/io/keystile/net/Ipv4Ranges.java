package io.keystile.net;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A set of IPv4 addresses as sorted, disjoint ranges, eight bytes each. */
final class Ipv4Ranges {

    private final int[] firsts;
    private final int[] lasts;

    Ipv4Ranges(Collection<CidrBlock> blocks) {
        List<IpRange> ranges = IpRange.merge(blocks);
        firsts = ranges.stream().mapToInt(range -> sortable(range.first())).toArray();
        lasts = ranges.stream().mapToInt(range -> sortable(range.last())).toArray();
    }

    boolean contains(IpAddress address) {
        int wanted = sortable(address);
        int found = Arrays.binarySearch(firsts, wanted);
        int candidate = found >= 0 ? found : -found - 2;
        return candidate >= 0 && wanted <= lasts[candidate];
    }

    int size() {
        return firsts.length;
    }

    /** Flips the sign bit, so that the order of signed ints is that of the addresses. */
    private static int sortable(IpAddress address) {
        return address.ipv4Bits() ^ Integer.MIN_VALUE;
    }
}
