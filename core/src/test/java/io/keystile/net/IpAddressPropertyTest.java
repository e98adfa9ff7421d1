package io.keystile.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class IpAddressPropertyTest {

    private static final Pattern IPV4 =
            Pattern.compile("((0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(\\.(?=[0-9])|$)){4}");
    private static final Pattern GROUPS = Pattern.compile("([0-9a-fA-F]{1,4}(:(?=[0-9a-fA-F])|$))*");

    @Provide
    Arbitrary<IpAddress> addresses() {
        return Addresses.any();
    }

    /** Pieces of addresses in random order. Much of this text is valid or nearly valid. */
    @Provide
    Arbitrary<String> addressLikeText() {
        Arbitrary<String> piece = Arbitraries.of(
                ":", "::", ":0", ":1", ":ffff", "abcd", "0", "1", "1.2.3.4", ".", "255", "256", "%", "g", "\u0663");
        return piece.list().ofMaxSize(10).map(pieces -> String.join("", pieces));
    }

    @Property
    boolean parseReversesToString(@ForAll("addresses") IpAddress address) {
        return IpAddress.parse(address.toString()).equals(address);
    }

    @Property
    boolean ofBytesReversesToBytes(@ForAll("addresses") IpAddress address) {
        return IpAddress.ofBytes(address.toBytes()).equals(address);
    }

    @Property
    boolean addressesSortByTheirNumbers(@ForAll("addresses") IpAddress one, @ForAll("addresses") IpAddress other) {
        return Integer.signum(one.compareTo(other)) == Addresses.number(one).compareTo(Addresses.number(other));
    }

    @Property(tries = 10_000)
    void parserAcceptsExactlyTheTextThatTheModelAccepts(@ForAll("addressLikeText") String text) {
        assertThat(IpAddress.tryParse(text) != null).as(text).isEqualTo(isIpv4(text) || isIpv6(text));
    }

    @Property
    void parsersNeverThrow(@ForAll String text) {
        assertThat(IpAddress.tryParse(text) != null).isEqualTo(isIpv4(text) || isIpv6(text));
        assertReadsBack(IpAddress.tryParsePeer(text));
    }

    private static void assertReadsBack(@Nullable IpAddress address) {
        if (address != null) {
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
    }

    private static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    /** Follows RFC 4291 section 2.2: eight groups, or at most seven groups around one {@code ::}. */
    private static boolean isIpv6(String text) {
        int lastColon = text.lastIndexOf(':');
        if (lastColon < 0) {
            return false;
        }
        String groups = isIpv4(text.substring(lastColon + 1)) ? text.substring(0, lastColon + 1) + "0:0" : text;
        int gap = groups.indexOf("::");
        if (gap < 0) {
            return count(groups) == 8;
        }
        int before = count(groups.substring(0, gap));
        int after = count(groups.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    private static int count(String groups) {
        if (groups.isEmpty()) {
            return 0;
        }
        return GROUPS.matcher(groups).matches() ? groups.split(":", -1).length : -1;
    }
}
