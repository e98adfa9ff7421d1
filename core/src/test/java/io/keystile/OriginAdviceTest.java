package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeySettings;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OriginAdviceTest {
    private final TestKeys keys = new TestKeys();
    private final LogCapture log = LogCapture.open();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    private String logged(ClientAddressResolver resolver, TestRequest request) {
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().clientAddresses(resolver).build()) {
            Decision decision = authenticator.decide(request);

            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Decision.Denied.class,
                            denied -> assertThat(denied.reason()).isEqualTo(DenialReason.HTTPS_REQUIRED));
        }
        List<String> warnings =
                log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("403 https-required", "insecurelyAllowClearText()", "This is logged once.");
        return warnings.get(0);
    }

    private static ClientAddressResolver behind(ForwardingHeader header) {
        return ClientAddressResolver.behind(IpAllowlist.of("10.0.1.10"), header);
    }

    @Test
    void peerWithoutForwardingHeaderIsNamedWithTheSettings() {
        assertThat(logged(
                        ClientAddressResolver.direct(),
                        new TestRequest().inClearText().from("172.18.0.1")))
                .contains(
                        "no TLS, from peer 172.18.0.1, with no forwarding header",
                        "clientAddresses(ClientAddressResolver.behind(IpAllowlist.of(\"172.18.0.1\"),"
                                + " ForwardingHeader.X_FORWARDED_FOR))",
                        "trustedProxies");
    }

    @Test
    void ignoredForwardingHeadersAreNamed() {
        assertThat(logged(
                        behind(ForwardingHeader.X_FORWARDED_FOR),
                        new TestRequest()
                                .inClearText()
                                .from("10.0.1.11")
                                .header("X-Forwarded-For", "203.0.113.7")
                                .header("X-Forwarded-Proto", "https")))
                .contains("with X-Forwarded-For, X-Forwarded-Proto, ignored because 10.0.1.11 is not a trusted proxy")
                .doesNotContain("203.0.113.7");
    }

    @Test
    void trustedProxyThatReportsNoHttpsIsNamedWithTheHeaderThatIsRead() {
        assertThat(logged(
                        behind(ForwardingHeader.X_FORWARDED_FOR),
                        new TestRequest().inClearText().from("10.0.1.10").header("X-Forwarded-For", "203.0.113.7")))
                .contains(
                        "the trusted proxy 10.0.1.10 did not report \"https\" in X-Forwarded-Proto",
                        "it sent X-Forwarded-For.");
    }

    @Test
    void trustedProxyWithTheOtherHeaderIsNamed() {
        assertThat(logged(
                        behind(ForwardingHeader.FORWARDED),
                        new TestRequest().inClearText().from("10.0.1.10").header("X-Forwarded-Proto", "https")))
                .contains("did not report \"https\" in Forwarded; it sent X-Forwarded-Proto.");
    }

    @Test
    void containerThatReplacedThePeerIsNamedAndNoClientIsToBeTrusted() {
        assertThat(logged(
                        behind(ForwardingHeader.X_FORWARDED_FOR),
                        new TestRequest()
                                .inClearText()
                                .from("203.0.113.7")
                                .header("X-Forwarded-Proto", "https")
                                .rewrittenBy("Tomcat's RemoteIpValve")))
                .contains(
                        "Tomcat's RemoteIpValve replaced the peer's address by 203.0.113.7",
                        "server.forward-headers-strategy=none",
                        "Kubernetes",
                        "clientAddresses(...)")
                .doesNotContain("IpAllowlist.of(");
    }

    @Test
    void peerWhoseAddressIsInAForwardingHeaderWasProbablyReplaced() {
        for (String[] field : new String[][] {
            {"X-Forwarded-For", "198.51.100.1, 203.0.113.7:4711"},
            {"Forwarded", "for=203.0.113.7;proto=https"}
        }) {
            log.lines().clear();
            assertThat(logged(
                            ClientAddressResolver.direct(),
                            new TestRequest().inClearText().from("203.0.113.7").header(field[0], field[1])))
                    .contains(
                            "the peer's address 203.0.113.7 is also in a forwarding header",
                            "ForwardedRequestCustomizer")
                    .doesNotContain("IpAllowlist.of(");
        }
    }

    @Test
    void missingPeerIsExplained() {
        assertThat(logged(
                        ClientAddressResolver.direct(),
                        new TestRequest().inClearText().from(null)))
                .contains("no address of the peer", "PeerConnection");
    }

    private List<String> loggedForAllowlist(TestRequest request) {
        String key =
                keys.issue(ApiKeySettings.named("office").withPlan("enterprise").withAllowlist("203.0.113.0/24"));
        request.header("X-API-Key", key);
        try (ApiKeyAuthenticator authenticator = keys.authenticator()
                .clientAddresses(behind(ForwardingHeader.X_FORWARDED_FOR))
                .build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(authenticator.decide(request))
                        .isInstanceOfSatisfying(
                                Decision.Denied.class,
                                denied -> assertThat(denied.reason()).isEqualTo(DenialReason.ADDRESS_NOT_ALLOWED));
            }
        }
        return log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
    }

    @Test
    void addressThatATrustedProxyDoesNotSendIsExplained() {
        assertThat(loggedForAllowlist(
                        new TestRequest().inClearText().from("10.0.1.10").header("X-Forwarded-Proto", "https")))
                .singleElement()
                .asString()
                .contains(
                        "403 ip-not-allowed",
                        "the trusted proxy 10.0.1.10 sent no X-Forwarded-For; it sent X-Forwarded-Proto.");
    }

    @Test
    void addressThatCannotBeReadIsExplainedWithoutItsText() {
        assertThat(loggedForAllowlist(new TestRequest()
                        .inClearText()
                        .from("10.0.1.10")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-For", "marker")))
                .singleElement()
                .asString()
                .contains("the trusted proxy 10.0.1.10 sent no readable address in X-Forwarded-For")
                .doesNotContain("marker");
    }

    @Test
    void addressThatIsKnownAndNotAllowedLogsNothing() {
        assertThat(loggedForAllowlist(new TestRequest().from("192.0.2.1"))).isEmpty();
    }

    @Test
    void onlyTheFirstDenialIsLogged() {
        ManualTime time = new ManualTime();
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().nanoClock(time::nanos).build()) {
            for (int i = 0; i < 100; i++) {
                authenticator.decide(new TestRequest().inClearText());
                time.advance(Duration.ofMinutes(1));
            }
        }

        assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }

    @Test
    void requestThatIsNotDeniedLogsNothing() {
        try (ApiKeyAuthenticator authenticator =
                keys.authenticator().insecurelyAllowClearText().build()) {
            authenticator.decide(new TestRequest().inClearText());
            authenticator.decide(new TestRequest());
        }

        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
    }

    @Test
    void loopbackAddressFromAForwardingHeaderIsNoLocalClient() {
        assertThat(logged(
                        ClientAddressResolver.direct(),
                        new TestRequest().inClearText().from("127.0.0.1").rewrittenBy("Tomcat's RemoteIpValve")))
                .contains("Tomcat's RemoteIpValve replaced the peer's address by 127.0.0.1");
    }
}
