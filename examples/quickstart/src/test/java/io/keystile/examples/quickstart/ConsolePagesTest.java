package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks the quickstart for its console. */
class ConsolePagesTest extends RunningQuickstart {
    ConsolePagesTest() {
        super(60);
    }

    @Test
    void theSampleKeysAreListedWithTheirCalls() throws Exception {
        assertThat(send(callOf("pro", "/flows/f1/execute")).statusCode()).isEqualTo(200);

        HttpResponse<String> page = send(request("/console/w/acme/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Generate New API Key", ">enterprise<", ">revoked<")
                .contains(">Usage</a>", ">Requests</a>", ">History</a>", ">Alerts</a>")
                .contains("1 call ");
    }

    @Test
    void aGeneratedKeyCanCallTheApi() throws Exception {
        HttpResponse<String> form = send(request("/console/w/acme/new"));
        Matcher nonce = Pattern.compile("name=\"nonce\" value=\"([^\"]+)\"").matcher(form.body());
        assertThat(nonce.find()).isTrue();
        HttpResponse<String> issued = send(request("/console/w/acme/new")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", uri().toString())
                .POST(HttpRequest.BodyPublishers.ofString("nonce=" + nonce.group(1)
                        + "&name=mine&environment=live&permission=flows%3Aexecute&expiry=never")));
        assertThat(issued.statusCode()).isEqualTo(200);
        assertThat(issued.body()).contains("-d '{}' " + uri() + "/flows/f1/execute");
        Matcher key = Pattern.compile("pk_live_[0-9A-Za-z]{50}").matcher(issued.body());
        assertThat(key.find()).isTrue();

        assertThat(send(request("/flows/f1/execute")
                                .header("X-API-Key", key.group())
                                .POST(json()))
                        .statusCode())
                .isEqualTo(200);
    }

    /** Nobody logs in, so a page of another site must not reach it by a name that leads to this machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: rebound.example",
                "Host: rebound.example:8080",
                "Host: localhost.rebound.example",
                "Host: 127.0.0.1.rebound.example",
                "Host: 0.0.0.0",
                "Host: localhost\r\nX-Forwarded-For: 203.0.113.7",
                "Host: localhost\r\nForwarded: for=203.0.113.7",
                "Host: localhost\r\nVia: 1.1 proxy"
            })
    void requestsThatMayComeFromElsewhereAreNotFound(String headers) throws IOException {
        for (String path : List.of("/console", "/console/", "/console/w/acme/", "/console/assets/x/console.css")) {
            assertThat(statusLine(path, headers)).as(path).contains(" 404 ");
        }
    }

    @Test
    void requestsToAnotherAddressOfThisMachineAreNotFound() throws IOException {
        Optional<InetAddress> other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        assumeTrue(other.isPresent(), "this machine has no address but the loopback");

        assertThat(statusLine(other.get(), "/console/w/acme/", "Host: localhost"))
                .contains(" 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost", "Host: LOCALHOST:8080", "Host: 127.0.0.1:1", "Host: [::1]:80"})
    void requestsThatNameThisMachineAreAnswered(String headers) throws IOException {
        assertThat(statusLine("/console/w/acme/", headers)).contains(" 200 ");
    }

    @Test
    void theAddressWithoutASlashLeadsToThePage() throws Exception {
        HttpResponse<String> response = send(request("/console"));

        assertThat(response.statusCode()).isEqualTo(303);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertThat(URI.create(uri() + "/console").resolve(location)).isEqualTo(URI.create(uri() + "/console/"));
    }

    /** Sends a request whose Host a client library would not send. */
    private String statusLine(String path, String headers) throws IOException {
        return statusLine(InetAddress.getLoopbackAddress(), path, headers);
    }

    private String statusLine(InetAddress address, String path, String headers) throws IOException {
        try (Socket socket = new Socket(address, uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
