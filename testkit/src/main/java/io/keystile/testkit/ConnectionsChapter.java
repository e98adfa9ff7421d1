package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * After a denial the connection is either usable or closed. The body of a denied request is never read as a request.
 */
abstract class ConnectionsChapter extends Chapter {
    private static final String EXECUTE = "/flows/1/execute";
    private static final String EXPECT = "Expect: 100-continue";

    private final String key = keys.issue("flows:execute");

    ConnectionsChapter(ContractSites sites) {
        super(sites);
    }

    @Test
    void bodyOfAGrantedPostReachesTheResource() {
        assertThat(direct().sendBody("POST", EXECUTE, "it", bearer(key)).body()).isEqualTo("executed it");
    }

    @Test
    void connectionCanBeReusedAfterADenial() throws IOException {
        try (WireClient.Connection connection = direct().wire().open()) {
            assertThat(connection.send("GET", WHO_AM_I, "").status()).isEqualTo(401);
            assertThat(connection.send("GET", WHO_AM_I, "", bearer(key)).status())
                    .isEqualTo(200);
            assertThat(connection.send("HEAD", WHO_AM_I, "").status()).isEqualTo(401);
            assertThat(connection.send("GET", WHO_AM_I, "", bearer(key)).body()).startsWith(keys.idOf(key) + " ");
        }
    }

    @Test
    void bodyOfADeniedPostIsNotReadAsTheNextRequest() throws IOException {
        WireClient wire = direct().wire();
        String smuggled = "GET " + wire.basePath() + "/public HTTP/1.1\r\nHost: test.invalid\r\n\r\n";
        try (WireClient.Connection connection = wire.open()) {
            Answer denied = connection.send("POST", EXECUTE, smuggled);

            Denials.assertDenial(denied, 401, "key-required");
            if (!denied.header("Connection").contains("close")) {
                assertThat(connection.send("GET", WHO_AM_I, "", bearer(key)).body())
                        .startsWith(keys.idOf(key) + " ");
            }
        }
    }

    @Test
    void clientThatExpects100ContinueReceivesTheDenial() throws IOException {
        try (WireClient.Connection connection = direct().wire().open()) {
            Answer denied = connection.send("POST", EXECUTE, "", EXPECT, "Content-Length: 4");

            // Some containers send 100 (Continue) before they call the application, and some of them then wait for the
            // body before they respond.
            if (denied.status() == 100) {
                connection.sendMore("body");
                denied = connection.next();
            }
            Denials.assertDenial(denied, 401, "key-required");
        }
    }

    @Test
    void clientThatExpects100ContinueReceivesItIfGranted() throws IOException {
        try (WireClient.Connection connection = direct().wire().open()) {
            Answer interim = connection.send("POST", EXECUTE, "", EXPECT, "Content-Length: 2", bearer(key));

            assertThat(interim.status()).isEqualTo(100);
        }
    }
}
