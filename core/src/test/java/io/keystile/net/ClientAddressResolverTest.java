package io.keystile.net;

import static io.keystile.net.ForwardingHeader.FORWARDED;
import static io.keystile.net.ForwardingHeader.X_FORWARDED_FOR;
import static io.keystile.net.Transport.CLEAR;
import static io.keystile.net.Transport.ENCRYPTED;
import static io.keystile.net.Transport.LOOPBACK_CLEAR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressResolverTest {

    private static final String PROXY = "10.0.0.1";
    private static final IpAllowlist PROXIES = IpAllowlist.of("10.0.0.0/8", "127.0.0.1", "2001:db8:ffff::/48");
    private static final ClientAddressResolver DIRECT = ClientAddressResolver.direct();
    private static final ClientAddressResolver BEHIND_XFF = ClientAddressResolver.behind(PROXIES, X_FORWARDED_FOR);
    private static final ClientAddressResolver BEHIND_FORWARDED = ClientAddressResolver.behind(PROXIES, FORWARDED);

    private static ClientOrigin origin(@Nullable String address, Transport transport) {
        return new ClientOrigin(address == null ? null : IpAddress.parse(address), transport);
    }

    @Nested
    class FromAnUntrustedPeer {

        @Test
        void peerIsTheClientAndHeadersAreIgnored() {
            for (ClientAddressResolver resolver : new ClientAddressResolver[] {DIRECT, BEHIND_XFF, BEHIND_FORWARDED}) {
                assertThat(resolver.resolve(FakeRequest.clearFrom("203.0.113.9")
                                .with("X-Forwarded-For", "10.0.0.2")
                                .with("X-Forwarded-Proto", "https")
                                .with("Forwarded", "for=10.0.0.2;proto=https")))
                        .isEqualTo(origin("203.0.113.9", CLEAR));
            }
        }

        @Test
        void tlsIsEncryptedAndReadsNoHeader() {
            FakeRequest request = FakeRequest.tlsFrom("[2001:db8:0:0:0:0:0:1]").with("X-Forwarded-Proto", "http");

            assertThat(DIRECT.resolve(request)).isEqualTo(origin("2001:db8::1", ENCRYPTED));
            assertThat(request.headerReads()).isZero();
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", "localhost", "127.1", "/run/app.sock"})
        void peerWithoutAnAddressIsUnknownAndNeverTrusted(@Nullable String peer) {
            assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom(peer).with("X-Forwarded-For", "192.0.2.1")))
                    .isEqualTo(origin(null, CLEAR));
            assertThat(DIRECT.resolve(FakeRequest.tlsFrom(peer))).isEqualTo(origin(null, ENCRYPTED));
        }
    }

    @Nested
    class FromLoopback {

        @ParameterizedTest
        @CsvSource({"127.0.0.1, 127.0.0.1", "[0:0:0:0:0:0:0:1], ::1", "127.8.9.10, 127.8.9.10"})
        void clearTextIsLocal(String peer, String address) {
            assertThat(DIRECT.resolve(FakeRequest.clearFrom(peer))).isEqualTo(origin(address, LOOPBACK_CLEAR));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Forwarded",
                    "x-forwarded-for",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Host",
                    "X-Forwarded-Port",
                    "X-Real-IP",
                    "via"
                })
        void clearTextThroughAnUnconfiguredProxyIsNotLocal(String header) {
            assertThat(DIRECT.resolve(FakeRequest.clearFrom("::1").with(header, "")))
                    .isEqualTo(origin("::1", CLEAR));
        }

        @Test
        void tlsIsEncrypted() {
            assertThat(DIRECT.resolve(FakeRequest.tlsFrom("::1"))).isEqualTo(origin("::1", ENCRYPTED));
        }

        @Test
        void trustedPeerWithoutForwardingHeaderIsLocalWithUnknownAddress() {
            assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom("127.0.0.1"))).isEqualTo(origin(null, LOOPBACK_CLEAR));
            assertThat(BEHIND_FORWARDED.resolve(FakeRequest.tlsFrom("127.0.0.1")))
                    .isEqualTo(origin(null, ENCRYPTED));
        }

        @Test
        void trustedPeerWithAnotherForwardingHeaderIsNotLocal() {
            assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom("127.0.0.1").with("Via", "1.1 proxy")))
                    .isEqualTo(origin(null, CLEAR));
        }

        @Test
        void loopbackAddressFromAProxyIsNotLocal() {
            assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom(PROXY).with("X-Forwarded-For", "::1")))
                    .isEqualTo(origin("::1", CLEAR));
        }
    }

    @Nested
    class BehindXForwardedFor {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "203.0.113.9 | 203.0.113.9",
                    "1.1.1.1, 203.0.113.9 | 203.0.113.9",
                    "1.1.1.1, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                    "203.0.113.9,10.0.0.2,10.0.0.3 | 203.0.113.9",
                    "203.0.113.9 ,\t10.0.0.2  | 203.0.113.9",
                    "garbage, 203.0.113.9 | 203.0.113.9",
                    "203.0.113.9, ::ffff:10.0.0.2 | 203.0.113.9",
                    "2001:db8::9, 2001:db8:ffff::1 | 2001:db8::9",
                    "203.0.113.9:51234, 10.0.0.2:80 | 203.0.113.9",
                    "[2001:db8::9]:51234 | 2001:db8::9",
                    "[2001:db8::9] | 2001:db8::9",
                })
        void rightmostUntrustedAddressIsTheClient(String line, String client) {
            assertClient(client, line);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "unknown",
                    "203.0.113.9, garbage",
                    "203.0.113.9, garbage, 10.0.0.2",
                    "203.0.113.9,",
                    "203.0.113.9,,10.0.0.2",
                    "203.0.113.9 10.0.0.2",
                    "203.0.113.09",
                    "\"203.0.113.9\"",
                    "203.0.113.9:",
                    "203.0.113.9:65536",
                    "203.0.113.9:1:2",
                    "203.0.113.9:_port",
                    "[203.0.113.9]",
                    "[2001:db8::9",
                    "[2001:db8::9]x",
                    "fe80::1%eth0",
                    "203.0.113.9\u00a0"
                })
        void entryThatIsNotAnAddressMakesTheClientUnknown(String line) {
            assertClient(null, line);
        }

        @Test
        void linesAreJoinedInOrder() {
            assertClient("203.0.113.9", "1.1.1.1", "203.0.113.9, 10.0.0.2", "10.0.0.3");
            assertClient(null, "203.0.113.9", "", "10.0.0.3");
        }

        @Test
        void missingHeaderMakesTheClientUnknown() {
            assertThat(BEHIND_XFF.resolve(FakeRequest.tlsFrom(PROXY).with("Forwarded", "for=203.0.113.9;proto=https")))
                    .isEqualTo(origin(null, CLEAR));
        }

        @Test
        void leftmostAddressIsTheClientIfAllAreTrusted() {
            assertClient("10.0.0.4", "10.0.0.4, 10.0.0.3", "10.0.0.2");
        }

        @Test
        void headerOverTheLengthLimitMakesTheClientUnknown() {
            String client = "203.0.113.9";
            assertClient(client, "x".repeat(8191 - 1 - client.length()) + "," + client);
            assertClient(null, "x".repeat(8192 - 1 - client.length()) + "," + client);
            assertClient(null, manyLines("10.0.0.2", 1000));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"https", "HTTPS", " https\t", "https, https", "https,HttpS"})
        void transportIsEncryptedIfEveryProtoIsHttps(String line) {
            assertThat(transportForProto(line)).isEqualTo(ENCRYPTED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "http",
                    "https, http",
                    "http, https",
                    "https,",
                    ",https",
                    "https https",
                    "http\u017f",
                    "wss",
                    "on"
                })
        void otherProtoIsNotEncrypted(String line) {
            assertThat(transportForProto(line)).isEqualTo(CLEAR);
        }

        @Test
        void everyProtoLineMustBeHttps() {
            assertThat(transportForProto("https", "https")).isEqualTo(ENCRYPTED);
            assertThat(transportForProto("https", "http")).isEqualTo(CLEAR);
            assertThat(transportForProto("http", "https")).isEqualTo(CLEAR);
            assertThat(transportForProto()).isEqualTo(CLEAR);
            assertThat(transportForProto(manyLines("https", 2000))).isEqualTo(CLEAR);
        }

        @Test
        void unknownClientCanBeEncrypted() {
            assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom(PROXY)
                            .with("X-Forwarded-For", "unknown")
                            .with("X-Forwarded-Proto", "https")))
                    .isEqualTo(origin(null, ENCRYPTED));
        }

        private void assertClient(@Nullable String client, String... lines) {
            assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom(PROXY)
                            .with("X-Forwarded-For", lines)
                            .with("Forwarded", "for=8.8.8.8;proto=https")))
                    .isEqualTo(origin(client, CLEAR));
        }

        /** Sends the request over TLS from the proxy, which does not affect the client's transport. */
        private Transport transportForProto(String... lines) {
            return BEHIND_XFF
                    .resolve(FakeRequest.tlsFrom(PROXY)
                            .with("X-Forwarded-For", "203.0.113.9")
                            .with("X-Forwarded-Proto", lines))
                    .transport();
        }
    }

    @Nested
    class BehindForwarded {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\'',
                value = {
                    "for=203.0.113.9;proto=https | 203.0.113.9 | ENCRYPTED",
                    "for=203.0.113.9;proto=http | 203.0.113.9 | CLEAR",
                    "for=203.0.113.9 | 203.0.113.9 | CLEAR",
                    "for=203.0.113.9;proto=http, for=10.0.0.2;proto=https | 203.0.113.9 | CLEAR",
                    "for=203.0.113.9;proto=https, for=10.0.0.2;proto=http | 203.0.113.9 | ENCRYPTED",
                    "for=1.1.1.1;proto=https, for=203.0.113.9 | 203.0.113.9 | CLEAR",
                    "for=\"[2001:db8::9]:443\";proto=HTTPS;by=_x, for=\"[2001:db8:ffff::1]\" | 2001:db8::9 | ENCRYPTED",
                    "garbage, for=203.0.113.9;proto=https | 203.0.113.9 | ENCRYPTED",
                    "for=10.0.0.3;proto=https, for=10.0.0.2 | 10.0.0.3 | ENCRYPTED",
                    "for=203.0.113.9;proto=https,,for=10.0.0.2, | 203.0.113.9 | ENCRYPTED",
                })
        void rightmostUntrustedElementIsTheClient(String line, String client, Transport transport) {
            assertThat(resolve(line)).isEqualTo(origin(client, transport));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ",",
                    "203.0.113.9",
                    "for=203.0.113.9;proto=https, garbage",
                    "for=203.0.113.9;proto=https, garbage, for=10.0.0.2;proto=https",
                    "for=203.0.113.9;for=203.0.113.9;proto=https",
                    "for=203.0.113.9; proto=https",
                    "for=[2001:db8::9];proto=https",
                    "for=203.0.113.9;proto=https;by=\"",
                    "for=203.0.113.9;proto=https, ;"
                })
        void malformedElementMakesAddressAndTransportUnknown(String line) {
            assertThat(resolve(line)).isEqualTo(origin(null, CLEAR));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "for=1.1.1.1, for=unknown;proto=https",
                    "for=1.1.1.1, for=_hidden;proto=https",
                    "for=1.1.1.1, by=10.0.0.2;proto=https"
                })
        void hiddenClientIsUnknownAndCanBeEncrypted(String line) {
            assertThat(resolve(line)).isEqualTo(origin(null, ENCRYPTED));
        }

        @Test
        void linesAreReadFromTheLastToTheFirst() {
            assertThat(resolve("for=1.1.1.1", "for=203.0.113.9;proto=https, for=10.0.0.2", "for=10.0.0.3"))
                    .isEqualTo(origin("203.0.113.9", ENCRYPTED));
        }

        @Test
        void unmatchedQuoteDoesNotAffectTheNextLine() {
            assertThat(resolve("for=1.1.1.1;by=\"", "for=203.0.113.9;by=\"x\""))
                    .isEqualTo(origin("203.0.113.9", CLEAR));
        }

        @Test
        void xForwardedProtoIsIgnored() {
            assertThat(BEHIND_FORWARDED.resolve(FakeRequest.tlsFrom(PROXY)
                            .with("Forwarded", "for=203.0.113.9")
                            .with("X-Forwarded-For", "1.1.1.1")
                            .with("X-Forwarded-Proto", "https")))
                    .isEqualTo(origin("203.0.113.9", CLEAR));
        }

        @Test
        void missingHeaderMakesAddressAndTransportUnknown() {
            assertThat(resolve()).isEqualTo(origin(null, CLEAR));
        }

        @Test
        void headerOverTheLengthLimitMakesAddressAndTransportUnknown() {
            assertThat(resolve(manyLines("for=10.0.0.2;proto=https", 400))).isEqualTo(origin(null, CLEAR));
        }

        private ClientOrigin resolve(String... lines) {
            return BEHIND_FORWARDED.resolve(FakeRequest.clearFrom(PROXY).with("Forwarded", lines));
        }
    }

    /** Header values that a client could send itself, made of pieces that could confuse a parser. */
    @Provide
    Arbitrary<String> spoofs() {
        return Arbitraries.of(
                        "for=",
                        "6.6.6.6",
                        "10.0.0.9",
                        "\"",
                        "\\",
                        ",",
                        ";",
                        " ",
                        "[",
                        "]",
                        "::1",
                        ":",
                        "proto=https",
                        "x=")
                .list()
                .ofMaxSize(14)
                .map(pieces -> String.join("", pieces));
    }

    @Property
    void clientCannotChangeWhatTheProxyAppendsToXForwardedFor(@ForAll("spoofs") String spoof) {
        assertThat(BEHIND_XFF.resolve(FakeRequest.clearFrom(PROXY).with("X-Forwarded-For", spoof + ", 203.0.113.9")))
                .isEqualTo(origin("203.0.113.9", CLEAR));
    }

    @Property(tries = 5000)
    void clientCannotChangeWhatTheProxyAppendsToForwarded(@ForAll("spoofs") String spoof) {
        assertThat(BEHIND_FORWARDED.resolve(FakeRequest.clearFrom(PROXY)
                        .with("Forwarded", spoof + ", for=\"[2001:db8::9]:443\";host=\"a.example\";proto=http")))
                .isIn(origin("2001:db8::9", CLEAR), origin(null, CLEAR));
    }

    @Property
    void clientCannotChangeTheNextLine(@ForAll("spoofs") String spoof) {
        assertThat(BEHIND_FORWARDED.resolve(
                        FakeRequest.clearFrom(PROXY).with("Forwarded", spoof, "for=203.0.113.9;host=\"a.example\"")))
                .isEqualTo(origin("203.0.113.9", CLEAR));
    }

    private static String[] manyLines(String line, int count) {
        String[] lines = new String[count];
        Arrays.fill(lines, line);
        return lines;
    }
}
