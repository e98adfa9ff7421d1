package io.keystile.conformance.jdk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.ProtectionCheck;
import io.keystile.testkit.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The check of docs/adapters.md, in an application with an adapter and in one that forgot it. */
class ProtectionCheckTest {
    private static final HttpHandler FLOWS = exchange -> {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    };

    private final ApiKeyAuthenticator authenticator =
            new TestKeys().authenticator().build();
    private final HttpServer server;

    ProtectionCheckTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private void start(HttpHandler handler) {
        server.createContext("/", handler);
        server.start();
        int port = server.getAddress().getPort();
        // begin
        ProtectionCheck.requireDenial(URI.create("http://127.0.0.1:" + port + "/flows"));
        // end
    }

    @AfterEach
    void stop() {
        server.stop(0);
        authenticator.close();
    }

    @Test
    void applicationWithTheAdapterStarts() {
        start(new ApiKeyHandler(
                authenticator, ContractHandler.routes(), (exchange, granted) -> FLOWS.handle(exchange)));
    }

    @Test
    void applicationWithoutTheAdapterDoesNot() {
        assertThatThrownBy(() -> start(FLOWS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status 200 from something other than Keystile");
    }
}
