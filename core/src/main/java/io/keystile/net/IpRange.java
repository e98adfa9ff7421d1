package io.keystile.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** All addresses from {@code first} to {@code last}, both included, of one family. */
record IpRange(IpAddress first, IpAddress last) {

    /** The fewest ranges that hold just what the blocks hold, sorted; the blocks are all of one family. */
    static List<IpRange> merge(Collection<CidrBlock> blocks) {
        List<IpRange> merged = new ArrayList<>();
        blocks.stream()
                .map(block -> new IpRange(block.network(), block.last()))
                .sorted(Comparator.comparing(IpRange::first))
                .forEachOrdered(range -> {
                    int end = merged.size() - 1;
                    if (end >= 0 && merged.get(end).reaches(range.first)) {
                        merged.set(end, merged.get(end).extendedTo(range.last));
                    } else {
                        merged.add(range);
                    }
                });
        return merged;
    }

    private boolean reaches(IpAddress start) {
        return start.compareTo(last) <= 0 || start.equals(last.next());
    }

    private IpRange extendedTo(IpAddress end) {
        return end.compareTo(last) > 0 ? new IpRange(first, end) : this;
    }
}
