package io.keystile.net;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of blocks in few bytes. Of each, one byte tells family and prefix, and as many bytes of the network follow as the
 * prefix reaches into. Equal lists have equal bytes.
 */
final class PackedBlocks {

    private static final int IPV6 = 33; // prefixes of IPv4 are below

    private final byte[] bytes;

    PackedBlocks(List<CidrBlock> blocks) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(4 * blocks.size());
        for (CidrBlock block : blocks) {
            packed.write(block.network().isIpv4() ? block.prefix() : IPV6 + block.prefix());
            packed.write(block.network().toBytes(), 0, reached(block.prefix()));
        }
        bytes = packed.toByteArray();
    }

    /** A new list of the blocks, unmodifiable. */
    List<CidrBlock> unpack() {
        List<CidrBlock> blocks = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int kind = Byte.toUnsignedInt(bytes[at++]);
            boolean ipv4 = kind < IPV6;
            int prefix = ipv4 ? kind : kind - IPV6;
            byte[] network = new byte[ipv4 ? 4 : 16];
            System.arraycopy(bytes, at, network, 0, reached(prefix));
            at += reached(prefix);
            blocks.add(new CidrBlock(IpAddress.ofBytes(network), prefix));
        }
        return List.copyOf(blocks);
    }

    private static int reached(int prefix) {
        return (prefix + Byte.SIZE - 1) / Byte.SIZE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackedBlocks that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
