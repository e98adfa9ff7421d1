package io.keystile.benchmarks.allowlist;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.format.util.DualIPv4v6Tries;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.List;

/** A pair of tries, as the library's documentation recommends for look-ups in both families. */
final class TrieContender implements Contender {
    private final DualIPv4v6Tries tries = new DualIPv4v6Tries();

    TrieContender(List<String> blocks) {
        blocks.forEach(block -> tries.add(new IPAddressString(block).getAddress()));
    }

    @Override
    public boolean allows(String address) {
        return tries.elementContains(new IPAddressString(address).getAddress());
    }

    @Override
    public boolean allows(byte[] address) {
        return address.length == 4
                ? tries.getIPv4Trie().elementContains(new IPv4Address(address))
                : tries.getIPv6Trie().elementContains(new IPv6Address(address));
    }
}
