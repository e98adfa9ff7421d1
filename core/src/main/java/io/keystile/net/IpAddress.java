package io.keystile.net;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, without zone or port.
 *
 * <p>An IPv4 address is held as its IPv4-mapped IPv6 form (RFC 4291 section 2.5.5.2), so {@code ::ffff:192.0.2.1} and
 * {@code 192.0.2.1} are one address, and it is IPv4. Addresses sort by their 128 bits. Text is parsed strictly and
 * never resolved as a name. Immutable and thread-safe.
 */
public final class IpAddress implements Comparable<IpAddress> {

    private static final long MAPPED_IPV4 = 0xffff_0000_0000L;
    private static final int MAPPED_IPV4_PREFIX = 96;

    private final long high;
    private final long low;

    private IpAddress(long high, long low) {
        this.high = high;
        this.low = low;
    }

    static IpAddress ofBits(long high, long low) {
        return new IpAddress(high, low);
    }

    static IpAddress ofIpv4Bits(long bits) {
        return new IpAddress(0, MAPPED_IPV4 | bits);
    }

    /**
     * Parses dotted decimal with four parts and no leading zeros, or IPv6 as in RFC 4291 section 2.2.
     *
     * @throws IllegalArgumentException if the text is anything else: a short, octal or hexadecimal IPv4 form, a zone, a
     *     port, brackets, blanks or a name
     */
    public static IpAddress parse(String text) {
        IpAddress address = tryParse(text);
        if (address == null) {
            throw new IllegalArgumentException("Not an IP address: \"" + text
                    + "\". Write IPv4 as four decimal numbers without leading zeros (192.0.2.1), or IPv6 (2001:db8::1),"
                    + " without port, brackets or zone.");
        }
        return address;
    }

    /** Parses what {@link #parse} accepts; null for any other text. */
    public static @Nullable IpAddress tryParse(String text) {
        return IpAddressParser.address(text, 0, text.length());
    }

    /**
     * Parses the characters from {@code from}, inclusive, to {@code to}, exclusive, and allocates nothing but the
     * result.
     *
     * @return null if they are not exactly what {@link #parse} accepts
     * @throws IndexOutOfBoundsException if the range is not within the text
     */
    public static @Nullable IpAddress tryParse(String text, int from, int to) {
        Objects.checkFromToIndex(from, to, text.length());
        return IpAddressParser.address(text, from, to);
    }

    /**
     * Parses the remote address that a container reports, where an IPv6 address may stand in brackets and may carry a
     * zone ({@code [fe80::1%eth0]}); both are dropped.
     *
     * @return null if the container reports none, or something that is not an address
     */
    public static @Nullable IpAddress tryParsePeer(@Nullable String text) {
        return text == null ? null : IpAddressParser.peer(text);
    }

    /**
     * The address of 4 (IPv4) or 16 (IPv6) bytes in network order.
     *
     * @throws IllegalArgumentException for any other number of bytes
     */
    public static IpAddress ofBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> ofIpv4Bits(Integer.toUnsignedLong(buffer.getInt()));
            case 16 -> new IpAddress(buffer.getLong(), buffer.getLong());
            default ->
                throw new IllegalArgumentException(
                        "An IP address has 4 bytes (IPv4) or 16 (IPv6), not " + bytes.length + ".");
        };
    }

    /** A new array in network order: 4 bytes for IPv4, 16 for IPv6. */
    public byte[] toBytes() {
        return isIpv4()
                ? ByteBuffer.allocate(4).putInt(ipv4Bits()).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** Whether this is an IPv4 address, in whichever of its two forms it was written. */
    public boolean isIpv4() {
        return high == 0 && low >>> 32 == MAPPED_IPV4 >>> 32;
    }

    /** Whether this is in 127.0.0.0/8, or is {@code ::1}. */
    public boolean isLoopback() {
        return isIpv4() ? ipv4Bits() >>> 24 == 127 : high == 0 && low == 1;
    }

    /**
     * The first address of the network that this one is in: all bits after the prefix are zero.
     *
     * @param prefix the length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
     * @throws IllegalArgumentException if the prefix is out of bounds
     */
    public IpAddress network(int prefix) {
        int bits = checkedBits(prefix);
        return new IpAddress(high & ones(bits), low & ones(bits - 64));
    }

    /**
     * The hash code of {@link #network}, which is not made for it.
     *
     * @param prefix the length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
     * @throws IllegalArgumentException if the prefix is out of bounds
     */
    public int networkHash(int prefix) {
        int bits = checkedBits(prefix);
        return hash(high & ones(bits), low & ones(bits - 64));
    }

    /**
     * The address under which a limiter counts this one: itself for IPv4, and its /64 for IPv6, where one customer
     * commonly holds all of it.
     */
    public IpAddress throttleBucket() {
        return isIpv4() ? this : network(64);
    }

    boolean sharesNetwork(IpAddress other, int prefix) {
        int bits = checkedBits(prefix);
        return isIpv4() == other.isIpv4()
                && ((high ^ other.high) & ones(bits)) == 0
                && ((low ^ other.low) & ones(bits - 64)) == 0;
    }

    IpAddress lastOfNetwork(int prefix) {
        int bits = checkedBits(prefix);
        return new IpAddress(high | ~ones(bits), low | ~ones(bits - 64));
    }

    /** The address after this one; after the last of all comes the first. */
    IpAddress next() {
        return new IpAddress(low == -1 ? high + 1 : high, low + 1);
    }

    int maxPrefix() {
        return isIpv4() ? 32 : 128;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int ipv4Bits() {
        return (int) low;
    }

    private int checkedBits(int prefix) {
        if (prefix < 0 || prefix > maxPrefix()) {
            throw new IllegalArgumentException("The prefix length of an " + (isIpv4() ? "IPv4" : "IPv6")
                    + " network is 0 to " + maxPrefix() + ", not " + prefix + ".");
        }
        return isIpv4() ? MAPPED_IPV4_PREFIX + prefix : prefix;
    }

    private static long ones(int leading) {
        if (leading <= 0) {
            return 0;
        }
        return leading >= 64 ? -1 : -1L << (64 - leading);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return hash(high, low);
    }

    private static int hash(long high, long low) {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    /** Dotted decimal for IPv4, and the canonical form of RFC 5952 for IPv6; {@link #parse} reads both back. */
    @Override
    public String toString() {
        return isIpv4() ? IpAddressFormatter.ipv4(ipv4Bits()) : IpAddressFormatter.ipv6(high, low);
    }
}
