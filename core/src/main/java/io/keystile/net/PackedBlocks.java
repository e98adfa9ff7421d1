package io.keystile.net;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compact, immutable list of blocks. Each block is one byte for its family and prefix, followed by the bytes of the
 * network that the prefix covers at least in part. Equal lists have equal bytes.
 */
final class PackedBlocks {

    private static final int IPV6 = 33; // added to IPv6 prefixes; IPv4 prefixes are smaller

    private final byte[] bytes;

    PackedBlocks(List<CidrBlock> blocks) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(4 * blocks.size());
        for (CidrBlock block : blocks) {
            packed.write(block.network().isIpv4() ? block.prefix() : IPV6 + block.prefix());
            packed.write(block.network().toBytes(), 0, coveredBytes(block.prefix()));
        }
        bytes = packed.toByteArray();
    }

    /** Returns the blocks as a new unmodifiable list. */
    List<CidrBlock> unpack() {
        List<CidrBlock> blocks = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int kind = Byte.toUnsignedInt(bytes[at++]);
            boolean ipv4 = kind < IPV6;
            int prefix = ipv4 ? kind : kind - IPV6;
            byte[] network = new byte[ipv4 ? 4 : 16];
            System.arraycopy(bytes, at, network, 0, coveredBytes(prefix));
            at += coveredBytes(prefix);
            blocks.add(new CidrBlock(IpAddress.ofBytes(network), prefix));
        }
        return List.copyOf(blocks);
    }

    private static int coveredBytes(int prefix) {
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
