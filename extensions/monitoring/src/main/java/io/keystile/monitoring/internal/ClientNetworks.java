package io.keystile.monitoring.internal;

import io.keystile.AuthEvent;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Groups client addresses by network: a /24 for IPv4, a /48 for IPv6. The addresses of such a network commonly belong
 * to one customer.
 */
public final class ClientNetworks {
    /** The key of calls whose address is unknown. */
    public static final String UNKNOWN = "unknown";

    private static final int IPV4_PREFIX = 24;
    private static final int IPV6_PREFIX = 48;

    private ClientNetworks() {}

    /** Returns the network that the call came from; null if the client's address is unknown. */
    public static @Nullable CidrBlock of(AuthEvent event) {
        IpAddress address = event.clientAddress();
        return address == null ? null : networkOf(address);
    }

    /** Returns the network of an address. */
    public static CidrBlock networkOf(IpAddress address) {
        return new CidrBlock(address, prefixOf(address));
    }

    /** Returns the hash code of the address's network: the same number for all its addresses. Allocates nothing. */
    public static int hashOf(IpAddress address) {
        return address.networkHash(prefixOf(address));
    }

    private static int prefixOf(IpAddress address) {
        return address.isIpv4() ? IPV4_PREFIX : IPV6_PREFIX;
    }

    /** Returns a map key for a network; {@link #UNKNOWN} for null, so that all unknown addresses share one entry. */
    public static Object keyOf(@Nullable CidrBlock network) {
        return network == null ? UNKNOWN : network;
    }
}
