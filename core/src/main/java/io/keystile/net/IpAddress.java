package io.keystile.net;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, without zone or port.
 *
 * <p>An IPv4 address is stored in its IPv4-mapped IPv6 form (RFC 4291 section 2.5.5.2). So {@code ::ffff:192.0.2.1} and
 * {@code 192.0.2.1} are equal, and both are IPv4. Addresses sort by their 128 bits, unsigned. Text is parsed strictly
 * and never resolved as a host name. Immutable and thread-safe.
 */
public final class IpAddress implements Comparable<IpAddress> {

    /** The prefix length of the IPv6 network that a provider commonly gives to one customer's site (RFC 6177). */
    public static final int IPV6_SITE = 48;

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
     * Parses IPv4 in dotted decimal (four parts, no leading zeros), or IPv6 as in RFC 4291 section 2.2.
     *
     * @throws IllegalArgumentException if the text has any other form: a short, octal or hexadecimal IPv4 address, a
     *     zone, a port, brackets, blanks or a name
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

    /** Parses what {@link #parse} accepts; returns null for any other text. */
    public static @Nullable IpAddress tryParse(String text) {
        return IpAddressParser.address(text, 0, text.length());
    }

    /**
     * Parses the characters from {@code from}, inclusive, to {@code to}, exclusive. Allocates nothing but the result.
     *
     * @return the address, or null if {@link #parse} would not accept these characters
     * @throws IndexOutOfBoundsException if the range is not within the text
     */
    public static @Nullable IpAddress tryParse(String text, int from, int to) {
        Objects.checkFromToIndex(from, to, text.length());
        return IpAddressParser.address(text, from, to);
    }

    /**
     * Parses the remote address that a container reports. Brackets around an IPv6 address and its zone are accepted and
     * removed ({@code [fe80::1%eth0]} becomes {@code fe80::1}).
     *
     * @return the address, or null if the text is null or not an address
     */
    public static @Nullable IpAddress tryParsePeer(@Nullable String text) {
        return text == null ? null : IpAddressParser.peer(text);
    }

    /**
     * Returns the address of 4 (IPv4) or 16 (IPv6) bytes in network byte order.
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

    /** Returns a new array in network byte order: 4 bytes for IPv4, 16 for IPv6. */
    public byte[] toBytes() {
        return isIpv4()
                ? ByteBuffer.allocate(4).putInt(ipv4Bits()).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** Returns whether this is an IPv4 address; its IPv4-mapped IPv6 form counts as IPv4. */
    public boolean isIpv4() {
        return high == 0 && low >>> 32 == MAPPED_IPV4 >>> 32;
    }

    /** Returns whether this address is in 127.0.0.0/8 or is {@code ::1}. */
    public boolean isLoopback() {
        return isIpv4() ? ipv4Bits() >>> 24 == 127 : high == 0 && low == 1;
    }

    /**
     * Returns the first address of the network that contains this address: all bits after the prefix are zero.
     *
     * @param prefix the length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
     * @throws IllegalArgumentException if the prefix is out of bounds
     */
    public IpAddress network(int prefix) {
        int bits = checkedBits(prefix);
        return new IpAddress(high & leadingOnes(bits), low & leadingOnes(bits - 64));
    }

    /**
     * Returns the hash code of {@link #network}, without creating that address.
     *
     * @param prefix the length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
     * @throws IllegalArgumentException if the prefix is out of bounds
     */
    public int networkHash(int prefix) {
        int bits = checkedBits(prefix);
        return hash(high & leadingOnes(bits), low & leadingOnes(bits - 64));
    }

    /**
     * Returns the address under which a limiter counts this one: the address itself for IPv4, the first address of its
     * /64 for IPv6. One customer commonly holds a whole /64.
     */
    public IpAddress throttleBucket() {
        return isIpv4() ? this : network(64);
    }

    boolean sharesNetwork(IpAddress other, int prefix) {
        int bits = checkedBits(prefix);
        return isIpv4() == other.isIpv4()
                && ((high ^ other.high) & leadingOnes(bits)) == 0
                && ((low ^ other.low) & leadingOnes(bits - 64)) == 0;
    }

    IpAddress lastOfNetwork(int prefix) {
        int bits = checkedBits(prefix);
        return new IpAddress(high | ~leadingOnes(bits), low | ~leadingOnes(bits - 64));
    }

    /** Returns the next address in the order of the 128 bits; the first address follows the last. */
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

    private static long leadingOnes(int count) {
        if (count <= 0) {
            return 0;
        }
        return count >= 64 ? -1 : -1L << (64 - count);
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

    /** Returns dotted decimal for IPv4 and the canonical form of RFC 5952 for IPv6; {@link #parse} accepts both. */
    @Override
    public String toString() {
        return isIpv4() ? IpAddressFormatter.ipv4(ipv4Bits()) : IpAddressFormatter.ipv6(high, low);
    }
}
