package io.keystile.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {

    static Stream<JsonNode> tomcatVectors() {
        return Vectors.cases("tomcat_netmask");
    }

    @ParameterizedTest
    @MethodSource("tomcatVectors")
    void tomcatVectorHasTheResultOfTomcat(JsonNode vector) {
        String cidr = vector.get("cidr").asText();
        if (vector.get("valid").asBoolean()) {
            IpAddress address = IpAddress.parse(vector.get("ip").asText());
            assertThat(CidrBlock.parse(cidr).contains(address))
                    .isEqualTo(vector.get("matches").asBoolean());
        } else {
            assertRejected(cidr);
        }
    }

    static Stream<JsonNode> pythonBlocks() {
        return Vectors.cases("cpython_ipaddress_invalid")
                .filter(vector -> vector.get("kind").asText().endsWith("cidr"));
    }

    /** Python has one parser for each family. Text that it rejects only for its family is valid here. */
    @ParameterizedTest
    @MethodSource("pythonBlocks")
    void pythonVectorIsRejected(JsonNode vector) {
        String text = vector.get("in").asText();
        switch (text) {
            case "::1.2.3.4" -> assertThat(CidrBlock.parse(text)).hasToString("::102:304/128");
            case "1.2.3.4" -> assertThat(CidrBlock.parse(text)).hasToString("1.2.3.4/32");
            default -> assertRejected(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/08",
                "10.0.0.0/00",
                "10.0.0.0/8/8",
                "10.0.0.0/8 ",
                " 10.0.0.0/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/\u0668",
                "10.0.0.0/4294967304",
                "10.0.0/8",
                "10.*",
                "10.0.0.0-10.0.0.9",
                "fe80::1%eth0/64",
                "[::1]/128"
            })
    void otherTextIsRejected(String text) {
        assertRejected(text);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3, 10.1.2.3/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8::1/32, 2001:db8::/32",
        "2001:db8::1, 2001:db8::1/128",
        "::ffff:10.1.2.3/104, 10.0.0.0/8",
        "::ffff:10.1.2.3, 10.1.2.3/32",
        "::ffff:0:0/96, 0.0.0.0/0",
    })
    void toStringReturnsTheMaskedNetwork(String text, String shown) {
        assertThat(CidrBlock.parse(text)).hasToString(shown);
    }

    @Test
    void mappedBlockThatExtendsBeyondIpv4IsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CidrBlock.parse("::ffff:10.0.0.0/8"))
                .withMessageContaining("96 to 128");
    }

    @Test
    void blockContainsOnlyItsOwnFamily() {
        assertThat(CidrBlock.parse("::/0").contains(IpAddress.parse("10.0.0.1")))
                .isFalse();
        assertThat(CidrBlock.parse("::/0").contains(IpAddress.parse("::ffff:10.0.0.1")))
                .isFalse();
        assertThat(CidrBlock.parse("0.0.0.0/0").contains(IpAddress.parse("::1")))
                .isFalse();
        assertThat(CidrBlock.parse("::/0").contains(IpAddress.parse("ffff::1"))).isTrue();
    }

    @Test
    void nullAddressIsInNoBlock() {
        assertThat(CidrBlock.parse("0.0.0.0/0").contains(null)).isFalse();
    }

    @Test
    void blocksWithDifferentHostBitsAreEqual() {
        assertThat(CidrBlock.parse("10.1.2.3/8")).isEqualTo(new CidrBlock(IpAddress.parse("10.9.9.9"), 8));
    }

    @Provide
    Arbitrary<CidrBlock> blocks() {
        return Addresses.blocks();
    }

    @Provide
    Arbitrary<IpAddress> addresses() {
        return Addresses.any();
    }

    @Property
    boolean parseReversesToString(@ForAll("blocks") CidrBlock block) {
        return CidrBlock.parse(block.toString()).equals(block);
    }

    @Property
    boolean containsAgreesWithTheModel(@ForAll("blocks") CidrBlock block, @ForAll("addresses") IpAddress address) {
        return block.contains(address) == Addresses.isIn(address, block);
    }

    @Provide
    Arbitrary<Integer> steps() {
        return Arbitraries.of(-1, 0, 1);
    }

    @Property
    boolean containsAgreesWithTheModelAtTheEdges(@ForAll("blocks") CidrBlock block, @ForAll("steps") int step) {
        IpAddress atFirst = Addresses.plus(block.network(), step);
        IpAddress atLast = Addresses.plus(block.last(), step);
        return block.contains(atFirst) == Addresses.isIn(atFirst, block)
                && block.contains(atLast) == Addresses.isIn(atLast, block);
    }

    private static void assertRejected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CidrBlock.parse(text))
                .withMessageContaining("10.0.0.0/8");
    }
}
