package io.keystile.net;

import static io.keystile.net.ForwardingHeader.X_FORWARDED_FOR;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyBoundsTest {
    private static ClientAddressResolver behind(String blocks) {
        return ClientAddressResolver.behind(IpAllowlist.of(blocks.split(" ")), X_FORWARDED_FOR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "::ffff:0.0.0.0/96",
                "10.0.1.10 0.0.0.0/0",
                "0.0.0.0/1",
                "128.0.0.0/1",
                "0.0.0.0/1 128.0.0.0/1",
                "::/1 8000::/1",
                "2000::/3",
                "11.0.0.0/7",
                "2002::/15"
            })
    void blockThatContainsMuchOfTheInternetIsRejected(String blocks) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> behind(blocks))
                .withMessageContaining("which is wider than /")
                .withMessageContaining("Name only the addresses from which your own proxies connect");
    }

    @Test
    void messageNamesTheBlock() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> behind("192.0.2.1 0.0.0.0/0"))
                .withMessageStartingWith("Trusted proxies include 0.0.0.0/0, which is wider than /8, so clients are");
    }

    @Test
    void manyBlocksThatTogetherContainMuchOfTheInternetAreRejected() {
        List<CidrBlock> slices = new ArrayList<>();
        for (int first = 0; first < 256; first++) {
            slices.add(CidrBlock.parse(first + ".0.0.0/8"));
        }
        IpAllowlist everything = IpAllowlist.of(slices);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientAddressResolver.behind(everything, X_FORWARDED_FOR))
                .withMessageStartingWith("Trusted proxies include more addresses of a family than 4 blocks /8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> behind("2001::/16 2002::/16 2003::/16 2004::/16 2005::/16"))
                .withMessageStartingWith("Trusted proxies include more addresses of a family than 4 blocks /16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 169.254.0.0/16 ::1 fc00::/7",
                "fd00::/8 fc00::/8",
                "10.0.0.0/8 10.0.0.0/9 10.0.0.0/8 10.128.0.0/9 10.0.0.0/10 10.64.0.0/10",
                "2001:db8::/32 2600:9000::/28",
                "10.0.1.10"
            })
    void privateNetworksAndTheRangesOfAProviderAreAccepted(String blocks) {
        assertThatCode(() -> behind(blocks)).doesNotThrowAnyException();
    }

    @Test
    void tenThousandSingleAddressesAreAccepted() {
        String[] addresses = new String[10_000];
        Arrays.setAll(addresses, i -> "2001:db8::" + Integer.toHexString(i));

        assertThatCode(() -> ClientAddressResolver.behind(IpAllowlist.of(addresses), X_FORWARDED_FOR))
                .doesNotThrowAnyException();
    }
}
