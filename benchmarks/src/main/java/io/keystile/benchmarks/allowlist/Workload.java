package io.keystile.benchmarks.allowlist;

import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Ranges and addresses of a trial, half of them IPv4 and half IPv6, drawn with a fixed seed. IPv4 prefixes have 16 to
 * 32 bits, longer ones more often, so that there are gaps between ranges. IPv6 prefixes have 32, 40, 48, 56, 64 or 128
 * bits.
 */
final class Workload {
    /** A power of two, so that a mask wraps the position. */
    static final int PROBES = 4_096;

    private static final int[] IPV6_PREFIXES = {32, 40, 48, 48, 56, 64, 64, 128};
    private static final long SEED = 42;

    private final List<CidrBlock> blocks;
    private final Reference reference;
    private final List<IpAddress> probes = new ArrayList<>();

    Workload(int ranges, Outcome outcome) {
        Random random = new Random(SEED);
        Set<CidrBlock> drawn = new LinkedHashSet<>();
        while (drawn.size() < ranges) {
            drawn.add(drawn.size() % 2 == 0 ? ipv4Block(random) : ipv6Block(random));
        }
        blocks = List.copyOf(drawn);
        reference = new Reference(blocks);
        while (probes.size() < PROBES) {
            boolean ipv4 = probes.size() % 2 == 0;
            IpAddress probe = outcome == Outcome.hit ? inside(ipv4, random) : address(ipv4, random);
            if (reference.contains(probe) == (outcome == Outcome.hit)) {
                probes.add(probe);
            }
        }
    }

    private static CidrBlock ipv4Block(Random random) {
        int prefix = 16 + Math.max(random.nextInt(17), random.nextInt(17));
        return new CidrBlock(address(true, random), prefix);
    }

    private static CidrBlock ipv6Block(Random random) {
        return new CidrBlock(address(false, random), IPV6_PREFIXES[random.nextInt(IPV6_PREFIXES.length)]);
    }

    /** Returns a random address from 1.0.0.0 to 223.255.255.255, or in 2000::/3. */
    private static IpAddress address(boolean ipv4, Random random) {
        byte[] bytes = new byte[ipv4 ? 4 : 16];
        random.nextBytes(bytes);
        bytes[0] = (byte) (ipv4 ? 1 + random.nextInt(223) : 0x20 | (bytes[0] & 0x1f));
        return IpAddress.ofBytes(bytes);
    }

    /**
     * Returns a random address in a random block of the family. Blocks alternate between families; a single one is
     * IPv4.
     */
    private IpAddress inside(boolean ipv4, Random random) {
        boolean alone = blocks.size() == 1;
        CidrBlock block = alone ? blocks.get(0) : blocks.get(2 * random.nextInt(blocks.size() / 2) + (ipv4 ? 0 : 1));
        byte[] bytes = block.network().toBytes();
        byte[] any = new byte[bytes.length];
        random.nextBytes(any);
        for (int bit = block.prefix(); bit < Byte.SIZE * bytes.length; bit++) {
            bytes[bit / Byte.SIZE] |= (byte) (any[bit / Byte.SIZE] & (0x80 >> (bit % Byte.SIZE)));
        }
        return IpAddress.ofBytes(bytes);
    }

    /** Returns the ranges as text, each with its prefix length. */
    List<String> blocks() {
        return blocks.stream().map(CidrBlock::toString).toList();
    }

    List<CidrBlock> parsedBlocks() {
        return blocks;
    }

    String[] texts() {
        return probes.stream().map(IpAddress::toString).toArray(String[]::new);
    }

    byte[][] bytes() {
        return probes.stream().map(IpAddress::toBytes).toArray(byte[][]::new);
    }

    /**
     * Checks the contender's result for every address, in both forms, against the reference.
     *
     * @throws IllegalStateException if a result is wrong
     */
    void require(Contender contender) {
        for (IpAddress probe : probes) {
            boolean expected = reference.contains(probe);
            if (contender.allows(probe.toString()) != expected || contender.allows(probe.toBytes()) != expected) {
                throw new IllegalStateException("Expected " + expected + " for " + probe);
            }
        }
    }
}
