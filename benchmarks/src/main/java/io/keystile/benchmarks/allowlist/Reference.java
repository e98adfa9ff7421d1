package io.keystile.benchmarks.allowlist;

import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ranges as a hash set, in which each possible network of an address is looked up, one per prefix length. Slow, but
 * simple enough to be trusted.
 */
final class Reference {
    private final Set<CidrBlock> blocks;

    Reference(List<CidrBlock> blocks) {
        this.blocks = new HashSet<>(blocks);
    }

    boolean contains(IpAddress address) {
        int longest = address.isIpv4() ? 32 : 128;
        for (int prefix = 0; prefix <= longest; prefix++) {
            if (blocks.contains(new CidrBlock(address, prefix))) {
                return true;
            }
        }
        return false;
    }
}
