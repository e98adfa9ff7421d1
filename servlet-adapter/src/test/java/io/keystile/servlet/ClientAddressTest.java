package io.keystile.servlet;

import static io.keystile.servlet.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeySettings;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private static final String HTTPS = "X-Forwarded-Proto: https";

    private static final TestKeys KEYS = new TestKeys();
    private static final String OFFICE_ONLY =
            KEYS.issue("enterprise", ApiKeySettings.named("office").withAllowlist("192.0.2.0/24"));
    private static final TestServer DIRECT = serverWith(ClientAddressResolver.direct());
    private static final TestServer X_FORWARDED = serverWith(ClientAddressResolver.behind(
            IpAllowlist.of("127.0.0.0/8", "198.51.100.7"), ForwardingHeader.X_FORWARDED_FOR));
    private static final TestServer FORWARDED =
            serverWith(ClientAddressResolver.behind(IpAllowlist.of("127.0.0.0/8"), ForwardingHeader.FORWARDED));

    private static TestServer serverWith(ClientAddressResolver resolver) {
        return new TestServer(new ApiKeyFilter(
                        KEYS.authenticator().clientAddresses(resolver).build(), Routes.protectAll()))
                .serve("/*", "resource");
    }

    @BeforeAll
    static void start() {
        DIRECT.start();
        X_FORWARDED.start();
        FORWARDED.start();
    }

    @AfterAll
    static void stop() {
        DIRECT.close();
        X_FORWARDED.close();
        FORWARDED.close();
    }

    private static String outcome(TestServer server, String... headers) {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 1, headers.length);
        all[0] = bearer(OFFICE_ONLY);
        Answer answer = server.get("/", all);
        return answer.status() == 200
                ? "granted"
                : answer.problemType().substring(answer.problemType().lastIndexOf(':') + 1);
    }

    @Test
    void forwardingHeaderOfAPeerThatIsNotTrustedDoesNotMakeAnAddress() {
        assertThat(outcome(DIRECT, "X-Forwarded-For: 192.0.2.1", HTTPS)).isEqualTo("https-required");
        assertThat(outcome(DIRECT, "Forwarded: for=192.0.2.1;proto=https")).isEqualTo("https-required");
        assertThat(outcome(DIRECT)).isEqualTo("ip-not-allowed");
    }

    @Test
    void clientBehindATrustedProxyCounts() {
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 192.0.2.1", HTTPS)).isEqualTo("granted");
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 203.0.113.1", HTTPS)).isEqualTo("ip-not-allowed");
        assertThat(outcome(FORWARDED, "Forwarded: for=192.0.2.1;proto=https")).isEqualTo("granted");
    }

    @Test
    void rightmostAddressThatIsNotTrustedCountsOverAllLines() {
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 203.0.113.1, 192.0.2.1, 198.51.100.7", HTTPS))
                .isEqualTo("granted");
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 203.0.113.1", HTTPS))
                .isEqualTo("ip-not-allowed");
    }

    @Test
    void onlyTheConfiguredHeaderCounts() {
        assertThat(outcome(X_FORWARDED, "Forwarded: for=192.0.2.1;proto=https", HTTPS))
                .isEqualTo("ip-not-allowed");
    }

    @Test
    void entryThatDoesNotParseMakesTheAddressUnknown() {
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 192.0.2.1, 192.0.2.01", HTTPS))
                .isEqualTo("ip-not-allowed");
    }

    @Test
    void missingHeaderBehindATrustedProxyMakesTheAddressUnknown() {
        assertThat(outcome(X_FORWARDED, HTTPS)).isEqualTo("ip-not-allowed");
    }

    @Test
    void schemeCountsOnlyFromATrustedPeerAndOnlyIfItIsHttps() {
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 192.0.2.1")).isEqualTo("https-required");
        assertThat(outcome(X_FORWARDED, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: http"))
                .isEqualTo("https-required");
        assertThat(outcome(FORWARDED, "Forwarded: for=192.0.2.1;proto=http")).isEqualTo("https-required");
        assertThat(outcome(DIRECT, HTTPS)).isEqualTo("https-required");
    }

    @Test
    void clearTextIsAllowedWhereTheApplicationSaysSo() {
        ApiKeyFilter filter =
                new ApiKeyFilter(KEYS.authenticator().insecurelyAllowClearText().build(), Routes.protectAll());
        try (TestServer server = new TestServer(filter).serve("/*", "resource").start()) {
            assertThat(server.get("/", bearer(KEYS.issue()), "Via: 1.1 proxy").status())
                    .isEqualTo(200);
        }
    }
}
