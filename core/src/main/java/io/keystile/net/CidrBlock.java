package io.keystile.net;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A block of IPv4 or IPv6 addresses in CIDR form (RFC 4632 section 3.1), such as {@code 10.0.0.0/8}.
 *
 * <p>A block contains addresses of its own family only: {@code ::/0} contains every IPv6 address and no IPv4 address.
 *
 * @param network the first address of the block; the constructor sets the bits after the prefix to zero
 * @param prefix the length of the prefix in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record CidrBlock(IpAddress network, int prefix) {

    /** Sorts IPv6 before IPv4, then by network, then the widest block (shortest prefix) first. */
    static final Comparator<CidrBlock> ORDER = Comparator.comparing((CidrBlock block) -> block.network.isIpv4())
            .thenComparing(CidrBlock::network)
            .thenComparingInt(CidrBlock::prefix);

    private static final int MAPPED_IPV4_PREFIX = 96;

    /**
     * Creates a block and sets the bits of the network after the prefix to zero.
     *
     * @throws IllegalArgumentException if the prefix is out of bounds
     */
    public CidrBlock {
        network = network.network(prefix);
    }

    /**
     * Parses {@code address/prefix}, or an address without a prefix, which is a block of one address. The prefix is
     * decimal, without sign or leading zeros. An IPv4 block in IPv6 form ({@code ::ffff:10.0.0.0/104}) becomes the IPv4
     * block.
     *
     * @throws IllegalArgumentException if the text has any other form, or if an IPv4 address in IPv6 form has a prefix
     *     below 96: that block would extend beyond IPv4 and is nearly always a mistake
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.tryParse(text, 0, slash < 0 ? text.length() : slash);
        if (address == null) {
            throw invalid(text, "");
        }
        if (slash < 0) {
            return new CidrBlock(address, address.maxPrefix());
        }
        int prefix = parsePrefix(text, slash + 1);
        boolean mapped = address.isIpv4() && text.indexOf(':') >= 0;
        int familyPrefix = mapped ? prefix - MAPPED_IPV4_PREFIX : prefix;
        if (familyPrefix < 0 || familyPrefix > address.maxPrefix()) {
            throw invalid(
                    text,
                    mapped
                            ? " The prefix of an IPv4 block in IPv6 form is 96 to 128; its IPv4 form is clearer."
                            : " The prefix is 0 to " + address.maxPrefix() + ".");
        }
        return new CidrBlock(address, familyPrefix);
    }

    /** Returns whether the address is in this block; false for null (unknown) and for the other family. */
    public boolean contains(@Nullable IpAddress address) {
        return address != null && network.sharesNetwork(address, prefix);
    }

    /** Returns whether this block contains every address of the other block. */
    boolean covers(CidrBlock other) {
        return prefix <= other.prefix && network.sharesNetwork(other.network, prefix);
    }

    /** Returns the last address of the block. */
    IpAddress last() {
        return network.lastOfNetwork(prefix);
    }

    /** Parses up to three decimal digits without a leading zero; returns -1 for any other text. */
    private static int parsePrefix(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int value = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    private static IllegalArgumentException invalid(String text, String hint) {
        return new IllegalArgumentException("Not a CIDR block: \"" + text
                + "\". Write an address, or an address and a prefix length: 192.0.2.1, 10.0.0.0/8, 2001:db8::/32."
                + hint);
    }

    /** Returns the canonical form, always with the prefix: {@code 10.0.0.0/8}. */
    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
