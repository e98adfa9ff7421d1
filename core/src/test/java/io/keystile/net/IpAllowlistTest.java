package io.keystile.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IpAllowlistTest {

    @Test
    void emptyAllowlistIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAllowlist.of(Set.of()))
                .withMessageContaining("leave the allowlist out");
        assertThatIllegalArgumentException().isThrownBy(() -> IpAllowlist.of(new String[0]));
    }

    @Test
    void nullAddressIsOnNoAllowlist() {
        assertThat(IpAllowlist.of("0.0.0.0/0", "::/0").contains(null)).isFalse();
    }

    @Test
    void blockOfAllAddressesContainsOnlyItsOwnFamily() {
        assertThat(IpAllowlist.of("::/0").contains(IpAddress.parse("10.0.0.1"))).isFalse();
        assertThat(IpAllowlist.of("0.0.0.0/0").contains(IpAddress.parse("::1"))).isFalse();
    }

    @Test
    void mappedAddressIsOnAnIpv4Allowlist() {
        assertThat(IpAllowlist.of("10.0.0.0/8").contains(IpAddress.parse("::ffff:10.0.0.1")))
                .isTrue();
    }

    @Test
    void blocksAndToStringKeepTheGivenBlocks() {
        IpAllowlist allowlist = IpAllowlist.of("10.1.0.0/16", "10.0.0.0/8", "10.1.0.0/16");

        assertThat(allowlist.blocks())
                .extracting(CidrBlock::toString)
                .containsExactly("10.1.0.0/16", "10.0.0.0/8", "10.1.0.0/16");
        assertThat(allowlist).hasToString("10.1.0.0/16, 10.0.0.0/8, 10.1.0.0/16");
    }

    @Test
    void laterChangesToTheGivenListHaveNoEffect() {
        List<CidrBlock> blocks = new ArrayList<>(List.of(CidrBlock.parse("10.0.0.0/8")));
        IpAllowlist allowlist = IpAllowlist.of(blocks);

        blocks.add(CidrBlock.parse("11.0.0.0/8"));

        assertThat(allowlist.contains(IpAddress.parse("11.0.0.1"))).isFalse();
    }

    @Test
    void overlappingAndAdjacentBlocksBecomeOneRange() {
        assertThat(IpAllowlist.of("10.0.0.0/9", "10.128.0.0/9", "10.2.0.0/16", "11.0.0.0/8")
                        .rangeCount())
                .isEqualTo(1);
        assertThat(IpAllowlist.of("2001:db8::/33", "2001:db8:8000::/33", "ffff::/16", "::/0")
                        .rangeCount())
                .isEqualTo(1);
        assertThat(IpAllowlist.of("2001:db8::/64", "2001:db8:0:1::/64").rangeCount())
                .isEqualTo(1);
        assertThat(IpAllowlist.of("10.0.0.0/9", "10.128.0.1/32").rangeCount()).isEqualTo(2);
    }

    @Test
    void allowlistsOfEqualBlocksAreEqual() {
        assertThat(IpAllowlist.of("10.0.0.0/8"))
                .isEqualTo(IpAllowlist.of("10.9.9.9/8"))
                .hasSameHashCodeAs(IpAllowlist.of("10.9.9.9/8"))
                .isNotEqualTo(IpAllowlist.of("10.0.0.0/9"));
    }

    @Test
    void everySecondAddressIsFoundAmongManyBlocks() {
        int count = 100_000;
        IpAllowlist allowlist = IpAllowlist.of(IntStream.range(0, count)
                .mapToObj(i -> new CidrBlock(IpAddress.ofIpv4Bits(2L * i), 32))
                .toList());

        assertThat(allowlist.rangeCount()).isEqualTo(count);
        assertThat(IntStream.range(0, 2 * count).filter(i -> allowlist.contains(IpAddress.ofIpv4Bits(i))))
                .hasSize(count)
                .allMatch(i -> i % 2 == 0);
    }

    @Provide
    Arbitrary<List<CidrBlock>> blocks() {
        return Addresses.blocks().list().ofMinSize(1).ofMaxSize(12);
    }

    @Provide
    Arbitrary<IpAddress> addresses() {
        return Addresses.any();
    }

    @Property
    void addressIsAllowedIfAndOnlyIfABlockContainsIt(
            @ForAll("blocks") List<CidrBlock> blocks, @ForAll("addresses") IpAddress address) {
        IpAllowlist allowlist = IpAllowlist.of(blocks);

        assertThat(allowlist.contains(address)).isEqualTo(anyContains(blocks, address));
        for (CidrBlock block : blocks) {
            for (int step = -1; step <= 1; step++) {
                IpAddress atFirst = Addresses.plus(block.network(), step);
                IpAddress atLast = Addresses.plus(block.last(), step);
                assertThat(allowlist.contains(atFirst)).as("%s", atFirst).isEqualTo(anyContains(blocks, atFirst));
                assertThat(allowlist.contains(atLast)).as("%s", atLast).isEqualTo(anyContains(blocks, atLast));
            }
        }
    }

    private static boolean anyContains(List<CidrBlock> blocks, IpAddress address) {
        return blocks.stream().anyMatch(block -> Addresses.isIn(address, block));
    }

    @Test
    void coversIsTrueIfEachBlockIsWithinOneBlock() {
        IpAllowlist outer = IpAllowlist.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7");
        assertThat(outer.covers(outer)).isTrue();
        assertThat(outer.covers(IpAllowlist.of("10.1.0.0/16", "192.0.2.7/32", "2001:db8::1")))
                .isTrue();
        assertThat(outer.covers(IpAllowlist.of("10.0.0.0/7"))).isFalse();
        assertThat(outer.covers(IpAllowlist.of("10.0.0.1", "11.0.0.1"))).isFalse();
        assertThat(outer.covers(IpAllowlist.of("192.0.2.6/31"))).isFalse();
        assertThat(IpAllowlist.of("0.0.0.0/0").covers(IpAllowlist.of("::/0"))).isFalse();
        assertThat(IpAllowlist.of("::/0").covers(IpAllowlist.of("192.0.2.7"))).isFalse();
    }

    @Test
    void boundariesHoldUpTo32Ipv4RangesAndNoIpv6() {
        List<CidrBlock> blocks = IntStream.range(0, 33)
                .mapToObj(i -> CidrBlock.parse("10." + i + ".0.0/24"))
                .toList();
        IpAllowlist most = IpAllowlist.of(blocks.subList(0, 32));

        assertThat(IpAllowlist.of(blocks).ipv4Boundaries()).isNull();
        assertThat(IpAllowlist.of("10.0.0.0/8", "2001:db8::/32").ipv4Boundaries())
                .isNull();
        int[] boundaries = most.ipv4Boundaries();
        assertThat(boundaries).isNotNull();
        assertThat(IpAllowlist.contains(boundaries, IpAddress.parse("10.31.0.255")))
                .isTrue();
        assertThat(IpAllowlist.contains(boundaries, IpAddress.parse("10.31.1.0")))
                .isFalse();
        assertThat(IpAllowlist.contains(boundaries, null)).isFalse();
        boundaries[0]++; // a copy
        assertThat(most.contains(IpAddress.parse("10.0.0.0"))).isTrue();
    }
}
