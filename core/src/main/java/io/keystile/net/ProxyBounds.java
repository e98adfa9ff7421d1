package io.keystile.net;

/**
 * Rejects trusted proxies that include a large part of the Internet. A client that is trusted as a proxy chooses its
 * address and its scheme.
 */
final class ProxyBounds {
    private static final int WIDEST_IPV4 = 8;
    private static final int WIDEST_IPV6 = 16;
    private static final int MAX_WIDEST_BLOCKS = 4;
    /** Unique local addresses (RFC 4193), which are not routed on the Internet. */
    private static final CidrBlock UNIQUE_LOCAL = CidrBlock.parse("fc00::/7");

    private ProxyBounds() {}

    /**
     * Returns normally if each block, and all of them together, are narrow enough.
     *
     * @throws IllegalArgumentException if they are not; the message says what to write instead
     */
    static void require(IpAllowlist trusted) {
        Share ipv4 = new Share(WIDEST_IPV4);
        Share ipv6 = new Share(WIDEST_IPV6);
        for (CidrBlock block : trusted.widestBlocks()) {
            if (!UNIQUE_LOCAL.covers(block)) {
                (block.network().isIpv4() ? ipv4 : ipv6).add(block);
            }
        }
    }

    /** The addresses of one family that are trusted so far, as a number of the smallest parts that matter. */
    private static final class Share {
        /** Narrower blocks count as one part of this size: 32 bits are all of IPv4, and plenty of IPv6. */
        private static final int SMALLEST = 32;

        private final int widest;
        private long parts;

        Share(int widest) {
            this.widest = widest;
        }

        void add(CidrBlock block) {
            if (block.prefix() < widest) {
                throw tooWide("Trusted proxies include " + block + ", which is wider than /" + widest);
            }
            parts += 1L << (SMALLEST - Math.min(block.prefix(), SMALLEST));
            if (parts > (long) MAX_WIDEST_BLOCKS << (SMALLEST - widest)) {
                throw tooWide("Trusted proxies include more addresses of a family than " + MAX_WIDEST_BLOCKS
                        + " blocks /" + widest);
            }
        }

        private static IllegalArgumentException tooWide(String fact) {
            return new IllegalArgumentException(fact + ", so clients are among them, and could choose their address and"
                    + " \"https\". Name only the addresses from which your own proxies connect, for example 10.0.1.10"
                    + " or 10.244.0.0/16.");
        }
    }
}
