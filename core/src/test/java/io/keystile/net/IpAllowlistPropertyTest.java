package io.keystile.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares allowlists of every size, with and without an index, with simple models. */
class IpAllowlistPropertyTest {

    private static final int MAX_BLOCKS = 5_000;

    @Provide
    Arbitrary<List<CidrBlock>> fewBlocks() {
        return Arbitraries.oneOf(Addresses.blocks(), Addresses.blocks(), Arbitraries.of(edges()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    /** Many blocks, spread over all addresses or close together, with neighbours and duplicates. */
    @Provide
    Arbitrary<List<CidrBlock>> manyBlocks() {
        return Combinators.combine(
                        Arbitraries.of(1, 31, 32, 33, 100, 1_000, MAX_BLOCKS),
                        Arbitraries.integers().between(0, 24),
                        Arbitraries.longs(),
                        fewBlocks().map(blocks -> blocks.subList(0, 1)))
                .as((size, sharedBits, seed, more) -> {
                    List<CidrBlock> blocks = random(size, sharedBits, new Random(seed));
                    blocks.addAll(more.get(0).prefix() > sharedBits ? more : List.of());
                    return blocks;
                });
    }

    private static List<CidrBlock> edges() {
        return List.of(
                CidrBlock.parse("0.0.0.0/0"),
                CidrBlock.parse("0.0.0.0/32"),
                CidrBlock.parse("255.255.255.255/32"),
                CidrBlock.parse("127.255.255.255"),
                CidrBlock.parse("128.0.0.0/1"),
                CidrBlock.parse("::/0"),
                CidrBlock.parse("::/128"),
                CidrBlock.parse("8000::/1"),
                CidrBlock.parse("7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
                CidrBlock.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    }

    private static List<CidrBlock> random(int size, int sharedBits, Random random) {
        List<CidrBlock> blocks = new ArrayList<>();
        byte[] shared = randomBytes(16, random);
        while (blocks.size() < size) {
            boolean ipv4 = random.nextBoolean();
            byte[] bytes = randomBytes(ipv4 ? 4 : 16, random);
            System.arraycopy(shared, 0, bytes, 0, sharedBits / 8);
            int longest = ipv4 ? 32 : random.nextBoolean() ? 64 : 128;
            int shortest = Math.min(longest, sharedBits + 8);
            CidrBlock block =
                    new CidrBlock(IpAddress.ofBytes(bytes), shortest + random.nextInt(longest - shortest + 1));
            blocks.add(block);
            if (random.nextInt(4) == 0) {
                blocks.add(
                        block.prefix() == 0 ? block : new CidrBlock(block.last().next(), block.prefix()));
            }
        }
        return blocks;
    }

    private static byte[] randomBytes(int count, Random random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 200)
    void containsAgreesWithTheModelAtTheEdgesOfEveryBlock(@ForAll("manyBlocks") List<CidrBlock> blocks) {
        IpAllowlist allowlist = IpAllowlist.of(blocks);
        Model model = new Model(blocks);
        int stride = Math.max(1, blocks.size() / 200);
        for (int i = 0; i < blocks.size(); i += stride) {
            CidrBlock block = blocks.get(i);
            for (int step = -1; step <= 1; step++) {
                assertSame(allowlist, model, Addresses.plus(block.network(), step));
                assertSame(allowlist, model, Addresses.plus(block.last(), step));
            }
        }
        edges().forEach(edge -> assertSame(allowlist, model, edge.network()));
        edges().forEach(edge -> assertSame(allowlist, model, edge.last()));
    }

    @Property(tries = 200)
    void containsAgreesWithTheModelForRandomAddresses(@ForAll("manyBlocks") List<CidrBlock> blocks, @ForAll long seed) {
        IpAllowlist allowlist = IpAllowlist.of(blocks);
        Model model = new Model(blocks);
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            assertSame(allowlist, model, IpAddress.ofBytes(randomBytes(i % 2 == 0 ? 4 : 16, random)));
        }
    }

    @Property
    void containsAgreesWithTheModelAtTheEdgesOfTheAddressSpaces(@ForAll("fewBlocks") List<CidrBlock> blocks) {
        IpAllowlist allowlist = IpAllowlist.of(blocks);

        for (CidrBlock edge : edges()) {
            assertThat(allowlist.contains(edge.network()))
                    .isEqualTo(blocks.stream().anyMatch(block -> Addresses.isIn(edge.network(), block)));
            assertThat(allowlist.contains(edge.last()))
                    .isEqualTo(blocks.stream().anyMatch(block -> Addresses.isIn(edge.last(), block)));
        }
    }

    @Property(tries = 200)
    void blocksAreReturnedInTheGivenOrder(@ForAll("manyBlocks") List<CidrBlock> blocks) {
        assertThat(IpAllowlist.of(blocks).blocks()).isEqualTo(blocks);
    }

    @Property
    void allowlistsAreEqualIfAndOnlyIfTheirBlocksAreEqual(
            @ForAll("fewBlocks") List<CidrBlock> one, @ForAll("fewBlocks") List<CidrBlock> other) {
        assertThat(IpAllowlist.of(one).equals(IpAllowlist.of(other))).isEqualTo(one.equals(other));
        assertThat(IpAllowlist.of(one)).isEqualTo(IpAllowlist.of(new ArrayList<>(one)));
        assertThat(IpAllowlist.of(one)).hasSameHashCodeAs(IpAllowlist.of(new ArrayList<>(one)));
    }

    @Property
    void coversIsTrueIfAndOnlyIfEachBlockIsWithinOneBlock(
            @ForAll("fewBlocks") List<CidrBlock> outer, @ForAll("fewBlocks") List<CidrBlock> inner) {
        boolean expected = inner.stream().allMatch(one -> outer.stream().anyMatch(other -> other.covers(one)));

        assertThat(IpAllowlist.of(outer).covers(IpAllowlist.of(inner))).isEqualTo(expected);
    }

    private static void assertSame(IpAllowlist allowlist, Model model, IpAddress address) {
        assertThat(allowlist.contains(address)).as("%s", address).isEqualTo(model.contains(address));
        int[] boundaries = allowlist.ipv4Boundaries();
        if (boundaries != null) {
            assertThat(IpAllowlist.contains(boundaries, address))
                    .as("%s", address)
                    .isEqualTo(model.contains(address));
        }
    }

    /** The networks of each prefix length, as numbers. A look-up tries every length. */
    private static final class Model {
        private final Map<Boolean, Map<Integer, Set<BigInteger>>> networks = new TreeMap<>();

        Model(List<CidrBlock> blocks) {
            for (CidrBlock block : blocks) {
                boolean ipv4 = block.network().isIpv4();
                int hostBits = (ipv4 ? 32 : 128) - block.prefix();
                networks.computeIfAbsent(ipv4, family -> new TreeMap<>())
                        .computeIfAbsent(hostBits, bits -> new HashSet<>())
                        .add(Addresses.number(block.network()).shiftRight(hostBits));
            }
        }

        boolean contains(IpAddress address) {
            BigInteger number = Addresses.number(address);
            return networks.getOrDefault(address.isIpv4(), new TreeMap<>()).entrySet().stream()
                    .anyMatch(entry -> entry.getValue().contains(number.shiftRight(entry.getKey())));
        }
    }
}
