package io.keystile.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    static Stream<JsonNode> goVectors() {
        return Vectors.cases("go_netip_parseaddr");
    }

    /** Go accepts a zone, which is rejected here, and distinguishes IPv4 from its mapped form, which are equal here. */
    @ParameterizedTest
    @MethodSource("goVectors")
    void goVectorHasTheResultOfGoExceptForZones(JsonNode vector) {
        IpAddress address = IpAddress.tryParse(vector.get("in").asText());

        if (!vector.get("valid").asBoolean() || vector.path("zone").asBoolean()) {
            assertThat(address).isNull();
        } else {
            String canonical = vector.get("canonical_go").asText();
            assertThat(address).hasToString(canonical.replaceFirst("^::ffff:(?=.*\\.)", ""));
        }
    }

    static Stream<String> goVectorsWithZone() {
        return goVectors()
                .filter(vector -> vector.path("zone").asBoolean())
                .map(vector -> vector.get("in").asText());
    }

    @ParameterizedTest
    @MethodSource("goVectorsWithZone")
    void zoneOfAPeerIsDropped(String text) {
        assertThat(IpAddress.tryParsePeer(text)).isEqualTo(IpAddress.parse(text.replaceFirst("%.*", "")));
    }

    static Stream<JsonNode> pythonAddresses() {
        return Vectors.cases("cpython_ipaddress_invalid")
                .filter(vector -> !vector.get("kind").asText().endsWith("cidr"));
    }

    @ParameterizedTest
    @MethodSource("pythonAddresses")
    void pythonVectorIsRejected(JsonNode vector) {
        assertThat(IpAddress.tryParse(vector.get("in").asText())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "::1.2.3.4, ::102:304",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:ffff:c000:201, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
    })
    void toStringReturnsTheCanonicalForm(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.4\n",
                "\u0661.2.3.4",
                "1.2.3.\uff14",
                "\uff11::",
                "2130706433",
                "0x7f.0.0.1",
                "localhost",
                "1.2.3.4:80",
                "[::1]",
                "::1%eth0",
                "1:2:3:4:5:1.2.3.4",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6:7:8:",
                "::1.2.3.4:5",
                "1.2.3.4::1",
                "::1::",
                "1:::2",
                "0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:1"
            })
    void otherTextIsRejected(String text) {
        assertThat(IpAddress.tryParse(text)).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse(text))
                .withMessageContaining("192.0.2.1")
                .withMessageContaining("2001:db8::1");
    }

    @Test
    void tryParseReadsOnlyTheGivenRange() {
        assertThat(IpAddress.tryParse("x1.2.3.45", 1, 8)).isEqualTo(IpAddress.parse("1.2.3.4"));
        assertThat(IpAddress.tryParse("1:::1", 2, 5)).isEqualTo(IpAddress.parse("::1"));
        assertThat(IpAddress.tryParse("1::2", 0, 2)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "[0:0:0:0:0:0:0:1], ::1",
        "0:0:0:0:0:0:0:1%0, ::1",
        "[fe80::1%eth0], fe80::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "192.0.2.1, 192.0.2.1",
    })
    void tryParsePeerAcceptsTheFormsThatContainersReport(String text, String address) {
        assertThat(IpAddress.tryParsePeer(text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[", "]", "[]", "[::1", "::1]", "[[::1]]", "::1%", "%eth0", "1.2.3.4%0", "[1.2.3.4]", "unix:"
            })
    void peerThatIsNotAnAddressIsNull(String text) {
        assertThat(IpAddress.tryParsePeer(text)).isNull();
    }

    @Test
    void missingPeerIsNull() {
        assertThat(IpAddress.tryParsePeer(null)).isNull();
    }

    @Test
    void mappedFormEqualsTheIpv4Address() {
        assertThat(IpAddress.parse("::ffff:192.0.2.1"))
                .isEqualTo(IpAddress.parse("192.0.2.1"))
                .hasSameHashCodeAs(IpAddress.parse("192.0.2.1"))
                .returns(true, IpAddress::isIpv4)
                .returns(new byte[] {(byte) 192, 0, 2, 1}, IpAddress::toBytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::192.0.2.1", "::fffe:192.0.2.1", "1::ffff:192.0.2.1", "::ffff:0:192.0.2.1"})
    void otherEmbeddedFormsAreIpv6(String text) {
        assertThat(IpAddress.parse(text).isIpv4()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.255.255.255, true",
        "::ffff:127.0.0.1, true",
        "::1, true",
        "128.0.0.0, false",
        "126.255.255.255, false",
        "::2, false",
        "::127.0.0.1, false",
        "1::1, false",
        "::, false",
    })
    void isLoopbackIsTrueForLoopbackNetworksOnly(String text, boolean loopback) {
        assertThat(IpAddress.parse(text).isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.129, 25, 192.0.2.128",
        "192.0.2.129, 0, 0.0.0.0",
        "192.0.2.129, 32, 192.0.2.129",
        "2001:db8:1:2:3:4:5:6, 64, 2001:db8:1:2::",
        "2001:db8:1:2:ffff:4:5:6, 65, 2001:db8:1:2:8000::",
        "2001:db8:1:2:3:4:5:6, 0, ::",
        "2001:db8:1:2:3:4:5:6, 128, 2001:db8:1:2:3:4:5:6",
    })
    void networkZeroesTheBitsAfterThePrefix(String text, int prefix, String network) {
        assertThat(IpAddress.parse(text).network(prefix)).hasToString(network);
        assertThat(IpAddress.parse(text).networkHash(prefix))
                .isEqualTo(IpAddress.parse(network).hashCode());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 33", "192.0.2.1, -1", "2001:db8::1, 129", "2001:db8::1, -1"})
    void prefixOutOfBoundsIsRejected(String text, int prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse(text).network(prefix))
                .withMessageContaining("0 to");
    }

    @Test
    void throttleBucketIsTheAddressForIpv4AndTheSlash64ForIpv6() {
        assertThat(IpAddress.parse("2001:db8:1:3:8000::1").throttleBucket()).hasToString("2001:db8:1:3::");
        assertThat(IpAddress.parse("192.0.2.1").throttleBucket()).hasToString("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 15, 17})
    void otherNumberOfBytesIsRejected(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.ofBytes(new byte[length]))
                .withMessageContaining("not " + length);
    }

    @Test
    void addressesSortUnsigned() {
        assertThat(Stream.of("ffff::", "8000::", "::8000:0:0:0", "255.0.0.0", "127.0.0.1", "::1")
                        .map(IpAddress::parse)
                        .sorted())
                .map(IpAddress::toString)
                .containsExactly("::1", "127.0.0.1", "255.0.0.0", "::8000:0:0:0", "8000::", "ffff::");
    }
}
