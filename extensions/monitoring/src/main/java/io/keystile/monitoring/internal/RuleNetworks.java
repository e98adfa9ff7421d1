package io.keystile.monitoring.internal;

import io.keystile.AuthEvent;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Which addresses count as one place: those of a /24 (IPv4) or a /48 (IPv6), which commonly belong to one customer. */
public final class RuleNetworks {
    /** Stands for the network of a call whose address is unknown. */
    public static final String UNKNOWN = "unknown";

    private static final int IPV4_PREFIX = 24;
    private static final int IPV6_PREFIX = 48;

    private RuleNetworks() {}

    /** Returns the network that a call came from; null if its address is unknown. */
    public static @Nullable CidrBlock of(AuthEvent event) {
        IpAddress address = event.clientAddress();
        return address == null ? null : networkOf(address);
    }

    public static CidrBlock networkOf(IpAddress address) {
        return new CidrBlock(address, prefixOf(address));
    }

    /** Returns a number that is the same for all addresses of a network. */
    public static int hashOf(IpAddress address) {
        return address.networkHash(prefixOf(address));
    }

    private static int prefixOf(IpAddress address) {
        return address.isIpv4() ? IPV4_PREFIX : IPV6_PREFIX;
    }

    /** Returns the same as something to look up by, so that all unknown addresses are one place. */
    public static Object keyOf(@Nullable CidrBlock network) {
        return network == null ? UNKNOWN : network;
    }
}
