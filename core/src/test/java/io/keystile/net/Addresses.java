package io.keystile.net;

import java.math.BigInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of addresses and blocks, biased to zeros, ones and neighbours, and a reference model in big integers. */
final class Addresses {

    private static final BigInteger ADDRESSES = BigInteger.ONE.shiftLeft(128);

    private Addresses() {}

    static Arbitrary<IpAddress> ipv4() {
        Arbitrary<Integer> part = Arbitraries.oneOf(
                Arbitraries.of(0, 1, 127, 128, 255), Arbitraries.integers().between(0, 255));
        return part.array(int[].class).ofSize(4).map(parts -> {
            byte[] bytes = new byte[4];
            IntStream.range(0, 4).forEach(i -> bytes[i] = (byte) parts[i]);
            return IpAddress.ofBytes(bytes);
        });
    }

    static Arbitrary<IpAddress> ipv6() {
        Arbitrary<Integer> group = Arbitraries.oneOf(
                Arbitraries.of(0, 0, 1, 0xffff), Arbitraries.integers().between(0, 0xffff));
        return group.array(int[].class)
                .ofSize(8)
                .map(groups -> {
                    byte[] bytes = new byte[16];
                    IntStream.range(0, 16).forEach(i -> bytes[i] = (byte) (groups[i / 2] >> (i % 2 == 0 ? 8 : 0)));
                    return IpAddress.ofBytes(bytes);
                })
                .filter(address -> !address.isIpv4());
    }

    static Arbitrary<IpAddress> any() {
        return Arbitraries.oneOf(ipv4(), ipv6());
    }

    static Arbitrary<CidrBlock> blocks() {
        return Arbitraries.oneOf(
                Combinators.combine(ipv4(), Arbitraries.integers().between(0, 32))
                        .as(CidrBlock::new),
                Combinators.combine(ipv6(), Arbitraries.integers().between(0, 128))
                        .as(CidrBlock::new));
    }

    /** Returns the 128 bits as a number. */
    static BigInteger number(IpAddress address) {
        return BigInteger.valueOf(address.high())
                .shiftLeft(64)
                .or(BigInteger.valueOf(address.low()).mod(BigInteger.ONE.shiftLeft(64)))
                .mod(ADDRESSES);
    }

    /** Returns the address at this distance; the first address follows the last. */
    static IpAddress plus(IpAddress address, int distance) {
        BigInteger sum = number(address).add(BigInteger.valueOf(distance)).mod(ADDRESSES);
        return IpAddress.ofBits(sum.shiftRight(64).longValue(), sum.longValue());
    }

    /** Returns whether the block contains the address: same family, and equal without the host bits. */
    static boolean isIn(IpAddress address, CidrBlock block) {
        int hostBits = (block.network().isIpv4() ? 32 : 128) - block.prefix();
        return address.isIpv4() == block.network().isIpv4()
                && number(address)
                        .shiftRight(hostBits)
                        .equals(number(block.network()).shiftRight(hostBits));
    }
}
