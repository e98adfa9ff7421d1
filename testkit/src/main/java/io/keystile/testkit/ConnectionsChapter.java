package io.keystile.testkit;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A denial leaves the connection in step: what follows on it is read as what it is. */
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
    void connectionIsStillOfUseAfterADenial() throws IOException {
        try (WireClient.Connection connection = direct().wire().open()) {
            assertThat(connection.send("GET", WHO_AM_I, "").status()).isEqualTo(401);
            assertThat(connection.send("GET", WHO_AM_I, "", bearer(key)).status())
                    .isEqualTo(200);
            assertThat(connection.send("HEAD", WHO_AM_I, "").status()).isEqualTo(401);
            assertThat(connection.send("GET", WHO_AM_I, "", bearer(key)).body()).startsWith(keys.idOf(key) + " ");
        }
    }

    @Test
    void bodyOfADeniedPostIsNotTakenForTheNextRequest() throws IOException {
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
    void clientThatWaitsForLeaveToSendItsBodyIsToldOfTheDenial() throws IOException {
        try (WireClient.Connection connection = direct().wire().open()) {
            Answer denied = connection.send("POST", EXECUTE, "", EXPECT, "Content-Length: 4");

            // Some containers give leave by themselves, before they ask anybody, and some then wait for the body.
            if (denied.status() == 100) {
                connection.sendMore("body");
                denied = connection.next();
            }
            Denials.assertDenial(denied, 401, "key-required");
        }
    }

    @Test
    void clientThatWaitsForLeaveToSendItsBodyGetsItIfGranted() throws IOException {
        try (WireClient.Connection connection = direct().wire().open()) {
            Answer leave = connection.send("POST", EXECUTE, "", EXPECT, "Content-Length: 2", bearer(key));

            assertThat(leave.status()).isEqualTo(100);
        }
    }
}
