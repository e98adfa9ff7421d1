package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    private final PublicAddresses standard = new PublicAddresses(List.of());

    private static IpAddress address(String text) {
        return IpAddress.parse(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void addressesThatAreNotOfThePublicInternetAreRefused(String text) {
        assertThat(standard.allows(address(text), 443)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "::ffff:1.1.1.1",
                "2001:4860:4860::8888",
                "2606:4700:4700::1111",
                "2a00:1450::1"
            })
    void publicAddressesAreAllowedAtTheStandardPortOnly(String text) {
        assertThat(standard.allows(address(text), 443)).isTrue();
        assertThat(standard.allows(address(text), 80)).isFalse();
        assertThat(standard.allows(address(text), 8443)).isFalse();
    }

    @Test
    void whatTheOperatorAllowsIsAllowedWithAnyPort() {
        PublicAddresses own = new PublicAddresses(List.of(CidrBlock.parse("10.1.0.0/16")));
        assertThat(own.allows(address("10.1.2.3"), 8443)).isTrue();
        assertThat(own.allows(address("::ffff:10.1.2.3"), 8443)).isTrue();
        assertThat(own.allows(address("10.2.0.1"), 443)).isFalse();
        assertThat(own.allows(address("127.0.0.1"), 443)).isFalse();
    }
}
