package io.keystile.net;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that are allowed: at least one CIDR block, and any number.
 *
 * <p>A look-up is a binary search over merged ranges and allocates nothing, so that 100,000 blocks are as good as ten.
 * Two allowlists are equal if they were given equal blocks in the same order. Immutable and thread-safe.
 */
public final class IpAllowlist {

    private final List<CidrBlock> blocks;
    private final Ipv4Ranges ipv4;
    private final Ipv6Ranges ipv6;

    private IpAllowlist(List<CidrBlock> blocks) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("An empty allowlist would admit nobody."
                    + " Give at least one block, or leave the allowlist out to admit every address.");
        }
        this.blocks = blocks;
        Map<Boolean, List<CidrBlock>> byFamily =
                blocks.stream().collect(partitioningBy(block -> block.network().isIpv4()));
        ipv4 = new Ipv4Ranges(byFamily.getOrDefault(true, List.of()));
        ipv6 = new Ipv6Ranges(byFamily.getOrDefault(false, List.of()));
    }

    /**
     * The allowlist of these blocks, which may overlap.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static IpAllowlist of(Collection<CidrBlock> blocks) {
        return new IpAllowlist(List.copyOf(blocks));
    }

    /**
     * The allowlist of these blocks and addresses, each as {@link CidrBlock#parse} reads it.
     *
     * @throws IllegalArgumentException if there are none, or one is malformed
     */
    public static IpAllowlist of(String... blocks) {
        return new IpAllowlist(Arrays.stream(blocks).map(CidrBlock::parse).toList());
    }

    /** Whether each block of the other is within a block of this one, so that the other allows no address that this does not. */
    public boolean covers(IpAllowlist other) {
        return other.blocks.stream().allMatch(inner -> blocks.stream().anyMatch(outer -> outer.covers(inner)));
    }

    /** Whether any block contains the address. An unknown (null) address is on no allowlist. */
    public boolean contains(@Nullable IpAddress address) {
        if (address == null) {
            return false;
        }
        return address.isIpv4() ? ipv4.contains(address) : ipv6.contains(address);
    }

    /** The blocks as they were given, in that order; unmodifiable. */
    public List<CidrBlock> blocks() {
        return blocks;
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

    /** The blocks as given, separated by commas. */
    @Override
    public String toString() {
        return blocks.stream().map(CidrBlock::toString).collect(joining(", "));
    }
}
