package io.keystile.net;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The set of allowed addresses, given as one or more CIDR blocks.
 *
 * <p>The blocks are merged into sorted ranges. A look-up searches the ranges and allocates nothing, so it stays fast
 * with 100,000 blocks. Two allowlists are equal if their blocks are equal and in the same order. Immutable and
 * thread-safe.
 */
public final class IpAllowlist {

    private static final int MAX_BOUNDARIES = 64;
    private static final Ipv4Ranges NO_IPV4 = new Ipv4Ranges(List.of());
    private static final Ipv6Ranges NO_IPV6 = new Ipv6Ranges(List.of());

    private final PackedBlocks blocks;
    private final Ipv4Ranges ipv4;
    private final Ipv6Ranges ipv6;

    private IpAllowlist(List<CidrBlock> blocks) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("An empty allowlist would deny every address."
                    + " Give at least one block, or leave the allowlist out to admit every address.");
        }
        this.blocks = new PackedBlocks(blocks);
        List<CidrBlock> sorted = new ArrayList<>(blocks);
        sorted.sort(CidrBlock.ORDER);
        int ipv6Blocks =
                (int) blocks.stream().filter(block -> !block.network().isIpv4()).count();
        ipv6 = ipv6Blocks == 0 ? NO_IPV6 : new Ipv6Ranges(sorted.subList(0, ipv6Blocks));
        ipv4 = ipv6Blocks == sorted.size() ? NO_IPV4 : new Ipv4Ranges(sorted.subList(ipv6Blocks, sorted.size()));
    }

    /**
     * Returns an allowlist of these blocks, which may overlap.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static IpAllowlist of(Collection<CidrBlock> blocks) {
        return new IpAllowlist(List.copyOf(blocks));
    }

    /**
     * Returns an allowlist of these blocks and addresses, each in the form that {@link CidrBlock#parse} accepts.
     *
     * @throws IllegalArgumentException if there are none, or one is malformed
     */
    public static IpAllowlist of(String... blocks) {
        return new IpAllowlist(Arrays.stream(blocks).map(CidrBlock::parse).toList());
    }

    /**
     * Returns whether each block of {@code other} is within one block of this allowlist. If so, this allowlist contains
     * every address that {@code other} contains. The reverse does not hold: two adjacent blocks do not cover a block
     * that spans both.
     */
    public boolean covers(IpAllowlist other) {
        NavigableSet<CidrBlock> widest = widestBlocks();
        return other.blocks().stream().allMatch(inner -> {
            CidrBlock outer = widest.floor(inner);
            return outer != null && outer.covers(inner);
        });
    }

    /**
     * Returns the blocks that no other block contains. They are disjoint, so only the block before an address can
     * contain it.
     */
    NavigableSet<CidrBlock> widestBlocks() {
        List<CidrBlock> sorted = new ArrayList<>(blocks());
        sorted.sort(CidrBlock.ORDER);
        NavigableSet<CidrBlock> widest = new TreeSet<>(CidrBlock.ORDER);
        CidrBlock last = null;
        for (CidrBlock block : sorted) {
            if (last == null || !last.covers(block)) {
                widest.add(block);
                last = block;
            }
        }
        return widest;
    }

    /** Returns whether any block contains the address; false for null, an unknown address. */
    public boolean contains(@Nullable IpAddress address) {
        if (address == null) {
            return false;
        }
        return address.isIpv4() ? ipv4.contains(address.ipv4Bits()) : ipv6.contains(address.high(), address.low());
    }

    /**
     * Returns the ranges in a form of their own, for {@link #contains(int[], IpAddress)}. For a cache that keeps them
     * with other data of a key.
     *
     * @return a new array; null if there are more than 32 ranges, or one is IPv6
     */
    public int @Nullable [] ipv4Boundaries() {
        return ipv6 == NO_IPV6 && ipv4.size() <= MAX_BOUNDARIES / 2 ? ipv4.boundaries() : null;
    }

    /**
     * Returns whether an address is within boundaries.
     *
     * @param boundaries the result of {@link #ipv4Boundaries}
     * @param address an address; null, an unknown address, is within none
     */
    public static boolean contains(int[] boundaries, @Nullable IpAddress address) {
        return address != null && address.isIpv4() && Ipv4Ranges.contains(boundaries, address.ipv4Bits());
    }

    /** Returns the blocks in the order in which they were given, as a new unmodifiable list at each call. */
    public List<CidrBlock> blocks() {
        return blocks.unpack();
    }

    int rangeCount() {
        return ipv4.size() + ipv6.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAllowlist that && blocks.equals(that.blocks);
    }

    @Override
    public int hashCode() {
        return blocks.hashCode();
    }

    /** Returns the blocks in the order in which they were given, separated by commas. */
    @Override
    public String toString() {
        return blocks().stream().map(CidrBlock::toString).collect(joining(", "));
    }
}
