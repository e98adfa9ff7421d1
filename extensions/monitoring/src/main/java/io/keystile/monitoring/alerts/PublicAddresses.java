package io.keystile.monitoring.alerts;

import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses to which this server connects because a customer asked for it: those of the public Internet, and those
 * that the operator allows. Everything else could be a machine that trusts this server. The blocks are those of IANA's
 * registries of special-purpose addresses (RFC 6890). Immutable.
 */
final class PublicAddresses {
    private static final CidrBlock IPV6_UNICAST = CidrBlock.parse("2000::/3");

    private static final List<CidrBlock> SPECIAL = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carriers' NAT, and the metadata of a cloud
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // the platform of a cloud, although its block is public
                    "169.254.0.0/16", // link-local, and the metadata of clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments, and the metadata of a cloud
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "2001::/23", // protocol assignments, Teredo
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4: contains an IPv4 address
                    "3fff::/20") // documentation
            .map(CidrBlock::parse)
            .toList();

    private final List<CidrBlock> allowed;

    /** Creates an instance. {@code allowed} are further blocks, whose addresses are allowed with every port. */
    PublicAddresses(List<CidrBlock> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Returns whether to connect to an address at a port. */
    boolean allows(IpAddress address, int port) {
        return isNamed(address) || (port == PublicHttps.STANDARD_PORT && isPublic(address));
    }

    /** Returns whether there may be an address to connect to at a port. */
    boolean mayAllow(int port) {
        return port == PublicHttps.STANDARD_PORT || !allowed.isEmpty();
    }

    private boolean isNamed(IpAddress address) {
        return allowed.stream().anyMatch(block -> block.contains(address));
    }

    private static boolean isPublic(IpAddress address) {
        return (address.isIpv4() || IPV6_UNICAST.contains(address))
                && SPECIAL.stream().noneMatch(block -> block.contains(address));
    }
}
