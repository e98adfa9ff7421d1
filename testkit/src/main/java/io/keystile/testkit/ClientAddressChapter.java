package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class ClientAddressChapter extends Chapter {
    private static final String HTTPS = "X-Forwarded-Proto: https";
    private static final String GRANTED = "granted";
    private static final String NOT_ALLOWED = "ip-not-allowed";
    private static final String CLEAR_TEXT = "https-required";

    private final String officeOnly =
            keys.issue("enterprise", ApiKeySettings.named("office").withAllowlist("192.0.2.0/24", "2001:db8::/32"));

    ClientAddressChapter(ContractSites sites) {
        super(sites);
    }

    private String outcome(ContractSite site, String... headers) {
        String[] all =
                Stream.concat(Stream.of(bearer(officeOnly)), Stream.of(headers)).toArray(String[]::new);
        return Denials.outcome(site.get(WHO_AM_I, all));
    }

    private String xForwardedFor(String... values) {
        return outcome(
                sites.behindXForwardedFor(),
                Stream.concat(Stream.of(HTTPS), Stream.of(values).map("X-Forwarded-For: "::concat))
                        .toArray(String[]::new));
    }

    private String forwarded(String... values) {
        return outcome(
                sites.behindForwarded(),
                Stream.of(values).map("Forwarded: "::concat).toArray(String[]::new));
    }

    @Test
    void forwardingHeaderOfAnUntrustedPeerSetsNoAddressAndNoScheme() {
        assertThat(outcome(direct(), "X-Forwarded-For: 192.0.2.1", HTTPS)).isEqualTo(CLEAR_TEXT);
        assertThat(outcome(direct(), "Forwarded: for=192.0.2.1;proto=https")).isEqualTo(CLEAR_TEXT);
        assertThat(outcome(direct())).isEqualTo(NOT_ALLOWED);
    }

    @Test
    void addressForwardedByATrustedProxyIsCheckedAgainstTheAllowlist() {
        assertThat(xForwardedFor("192.0.2.1")).isEqualTo(GRANTED);
        assertThat(xForwardedFor("203.0.113.1")).isEqualTo(NOT_ALLOWED);
        assertThat(forwarded("for=192.0.2.1;proto=https")).isEqualTo(GRANTED);
        assertThat(forwarded("for=203.0.113.1;proto=https")).isEqualTo(NOT_ALLOWED);
    }

    @Test
    void forwardedIpv6AddressIsCheckedAgainstTheAllowlist() {
        assertThat(xForwardedFor("2001:db8::1")).isEqualTo(GRANTED);
        assertThat(forwarded("for=\"[2001:db8::1]:4711\";proto=https")).isEqualTo(GRANTED);
        assertThat(forwarded("for=\"[2001:db9::1]\";proto=https")).isEqualTo(NOT_ALLOWED);
    }

    @Test
    void ipv4MappedIpv6AddressEqualsTheIpv4Address() {
        assertThat(xForwardedFor("::ffff:192.0.2.1")).isEqualTo(GRANTED);
        assertThat(xForwardedFor("::ffff:203.0.113.1")).isEqualTo(NOT_ALLOWED);
        assertThat(xForwardedFor("192.0.2.1, ::ffff:198.51.100.7")).isEqualTo(GRANTED);
    }

    @Test
    void clientIsTheRightmostUntrustedAddressOfAllLines() {
        assertThat(xForwardedFor("203.0.113.1, 192.0.2.1, 198.51.100.7")).isEqualTo(GRANTED);
        assertThat(xForwardedFor("192.0.2.1", "203.0.113.1")).isEqualTo(NOT_ALLOWED);
        assertThat(xForwardedFor("203.0.113.1", "192.0.2.1")).isEqualTo(GRANTED);
        assertThat(forwarded("for=192.0.2.1;proto=https", "for=203.0.113.1;proto=https"))
                .isEqualTo(NOT_ALLOWED);
    }

    @Test
    void onlyTheConfiguredForwardingHeaderIsRead() {
        assertThat(outcome(sites.behindXForwardedFor(), "Forwarded: for=192.0.2.1;proto=https", HTTPS))
                .isEqualTo(NOT_ALLOWED);
        assertThat(outcome(sites.behindForwarded(), "X-Forwarded-For: 192.0.2.1", HTTPS))
                .isEqualTo(CLEAR_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.01",
                "192.0.513",
                "0xc0000201",
                "3221225985",
                "192.0.2.1%eth0",
                "2001:db8::1%eth0",
                "localhost",
                "unknown",
                "192.0.2.-1",
                "\u00b2.0.2.1"
            })
    void invalidForwardedAddressMakesTheClientUnknown(String entry) {
        assertThat(xForwardedFor(entry)).isEqualTo(NOT_ALLOWED);
        assertThat(xForwardedFor("192.0.2.1, " + entry)).isEqualTo(NOT_ALLOWED);
    }

    @Test
    void unclosedQuoteEndsWithItsLine() {
        assertThat(forwarded("for=\"203.0.113.1", "for=192.0.2.1;proto=https")).isEqualTo(GRANTED);
        assertThat(forwarded("for=192.0.2.1;proto=https", "for=\"203.0.113.1")).isNotEqualTo(GRANTED);
    }

    @Test
    void missingForwardingHeaderMakesTheClientUnknown() {
        assertThat(xForwardedFor()).isEqualTo(NOT_ALLOWED);
        assertThat(forwarded("proto=https")).isEqualTo(NOT_ALLOWED);
    }

    @Test
    void requestIsSecureOnlyIfATrustedProxyForwardsHttps() {
        assertThat(outcome(sites.behindXForwardedFor(), "X-Forwarded-For: 192.0.2.1"))
                .isEqualTo(CLEAR_TEXT);
        assertThat(outcome(sites.behindXForwardedFor(), "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: http"))
                .isEqualTo(CLEAR_TEXT);
        assertThat(forwarded("for=192.0.2.1;proto=http")).isEqualTo(CLEAR_TEXT);
        assertThat(outcome(direct(), HTTPS)).isEqualTo(CLEAR_TEXT);
    }
}
