package io.keystile.monitoring.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.monitoring.alerts.PublicHttps.AddressNotAllowedException;
import io.keystile.net.CidrBlock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicHttpsTest {
    private static final CidrBlock RECEIVER = CidrBlock.parse("127.0.0.1/32");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TlsReceiver receiver = new TlsReceiver();
    private final List<String> resolved = new ArrayList<>();
    private List<String> addresses = List.of("127.0.0.1");
    private final PublicHttps allowed = https(RECEIVER);

    PublicHttpsTest() throws Exception {}

    private PublicHttps https(CidrBlock... blocks) {
        return new PublicHttps(this::resolve, new PublicAddresses(List.of(blocks)), TlsReceiver.trusting());
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        resolved.add(host);
        InetAddress[] found = new InetAddress[addresses.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = TlsReceiver.address(addresses.get(i));
        }
        return found;
    }

    private PublicHttps.Response post(PublicHttps https, String uri) throws IOException {
        return https.post(URI.create(uri), Map.of("X-Id", "7"), "{\"ä\":1}".getBytes(StandardCharsets.UTF_8), LIMIT);
    }

    @AfterEach
    void stop() {
        receiver.close();
        allowed.close();
    }

    @Test
    void theRequestIsWhatAReceiverExpects() throws Exception {
        PublicHttps.Response response = post(allowed, receiver.uri());

        assertThat(response.status()).isEqualTo(204);
        assertThat(receiver.requests)
                .containsExactly("POST /alerts?a=b%20c HTTP/1.1\nHost: " + TlsReceiver.HOST + ":" + receiver.port()
                        + "\nConnection: close\nContent-Length: 8\nX-Id: 7\n\n{\"ä\":1}");
        assertThat(resolved).containsExactly(TlsReceiver.HOST);
    }

    /** The receiver listens, so that only the check keeps the request from arriving. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "::ffff:127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "169.254.169.254",
                "fd00:ec2::254",
                "fe80::1",
                "224.0.0.1",
                "0.0.0.0"
            })
    void hostThatResolvesToAnAddressOfTheOperatorsNetworkIsNotConnectedTo(String address) {
        addresses = List.of(address);
        try (PublicHttps standard = https()) {
            assertThatThrownBy(() -> post(standard, receiver.uri())).isInstanceOf(AddressNotAllowedException.class);
        }
        assertThat(receiver.requests).isEmpty();
    }

    /** Whoever owns the name could answer with another address the second time. */
    @Test
    void theNameIsResolvedOnceAndTheConnectionGoesToTheAddressThatWasChecked() throws Exception {
        PublicHttps rebinding = new PublicHttps(
                host -> {
                    resolved.add(host);
                    String answer = resolved.size() == 1 ? "127.0.0.1" : "127.0.0.2";
                    return new InetAddress[] {TlsReceiver.address(answer)};
                },
                new PublicAddresses(List.of(RECEIVER)),
                TlsReceiver.trusting());
        try (rebinding) {
            assertThat(post(rebinding, receiver.uri()).status()).isEqualTo(204);
            assertThat(resolved).hasSize(1);
            assertThatThrownBy(() -> post(rebinding, receiver.uri())).isInstanceOf(AddressNotAllowedException.class);
        }
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void ofSeveralAddressesThoseThatAreNotAllowedArePassedOver() throws Exception {
        addresses = List.of("10.0.0.1", "127.0.0.1", "169.254.169.254");
        assertThat(post(allowed, receiver.uri()).status()).isEqualTo(204);
    }

    @Test
    void theNextAddressIsTriedIfOneRefusesTheConnection() throws Exception {
        addresses = List.of("127.0.0.3", "127.0.0.1"); // nothing listens at the first
        try (PublicHttps both = https(CidrBlock.parse("127.0.0.0/8"))) {
            assertThat(post(both, receiver.uri()).status()).isEqualTo(204);
        }
    }

    @Test
    void redirectIsAnAnswerAndIsNotFollowed() throws Exception {
        receiver.replyWith("HTTP/1.1 307 Elsewhere\r\nLocation: " + receiver.uri() + "\r\n\r\n");
        assertThat(post(allowed, receiver.uri()).status()).isEqualTo(307);
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        String other = receiver.uri().replace(TlsReceiver.HOST, "other.example.test");
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> post(allowed, other));
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> post(allowed, "https://127.0.0.1:" + receiver.port() + "/"));
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() {
        PublicHttps strict = new PublicHttps(this::resolve, new PublicAddresses(List.of(RECEIVER)), (SSLSocketFactory)
                SSLSocketFactory.getDefault());
        try (strict) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> post(strict, receiver.uri()));
        }
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void receiverThatSendsAByteNowAndThenIsGivenUp() {
        CountDownLatch forEver = new CountDownLatch(1);
        receiver.replyWith(connection -> {
            connection.getOutputStream().write("HTTP/1.1 2".getBytes(StandardCharsets.ISO_8859_1));
            connection.getOutputStream().flush();
            forEver.await();
        });
        assertThatThrownBy(
                        () -> allowed.post(URI.create(receiver.uri()), Map.of(), new byte[0], Duration.ofMillis(300)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void endlessHeadIsGivenUp() {
        receiver.replyWith(connection -> {
            byte[] field = "X: y\r\n".repeat(100).getBytes(StandardCharsets.ISO_8859_1);
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                connection.getOutputStream().write(field);
            }
        });
        assertThatThrownBy(() -> post(allowed, receiver.uri()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not HTTP");
    }

    @Test
    void interimResponsesAreSkippedAndRetryAfterIsRead() throws Exception {
        receiver.replyWith(String.join(
                "\r\n",
                "HTTP/1.1 103 Early",
                "Link: x",
                "",
                "HTTP/1.1 503 Busy",
                "retry-AFTER:  120 ",
                "X: Retry-After: 7",
                "",
                ""));
        PublicHttps.Response response = post(allowed, receiver.uri());
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.retryAfter().orElseThrow().strip()).isEqualTo("120");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 200 OK", "HTTP/2 200\r\n\r\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 999 No\r\n\r\n"})
    void whatIsNotHttpIsRefused(String answer) {
        receiver.replyWith(answer);
        assertThatThrownBy(() -> post(allowed, receiver.uri())).isInstanceOf(IOException.class);
    }

    @Test
    void addressesThatAreWrittenOutAreCheckedBeforeTheyAreSaved() {
        try (PublicHttps standard = https()) {
            assertThat(standard.mayBeAllowed(URI.create("https://hooks.example.com/a")))
                    .isTrue();
            assertThat(standard.mayBeAllowed(URI.create("https://hooks.example.com:443/a")))
                    .isTrue();
            assertThat(standard.mayBeAllowed(URI.create("https://hooks.example.com:8443/a")))
                    .isFalse();
            assertThat(standard.mayBeAllowed(URI.create("https://1.1.1.1/a"))).isTrue();
            assertThat(standard.mayBeAllowed(URI.create("https://1.1.1.1:8443/a")))
                    .isFalse();
            assertThat(standard.mayBeAllowed(URI.create("https://127.0.0.1/a"))).isFalse();
            assertThat(standard.mayBeAllowed(URI.create("https://[::1]/a"))).isFalse();
            assertThat(standard.mayBeAllowed(URI.create("https://[::ffff:169.254.169.254]/")))
                    .isFalse();
        }
        assertThat(resolved).isEmpty();
    }

    @Test
    void anyPortOfANameMayBeAllowedIfTheOperatorAllowsAddresses() {
        assertThat(allowed.mayBeAllowed(URI.create("https://hooks.example.com:8443/a")))
                .isTrue();
    }
}
