package io.keystile.servlet;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.adapter.ProtectionCheck;
import io.keystile.adapter.Routes;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that ask at their start whether a call without a key is denied. */
class ProtectionCheckTest {
    private final TestKeys keys = new TestKeys();
    private final TestServer server = new TestServer(new ApiKeyFilter(
                    keys.authenticator().build(), Routes.protectAll().open("/open/**")))
            .serve("/*", "protected")
            .serve("/open/page", "open")
            .serve("/open/redirect", (request, response) -> response.sendRedirect("/"))
            .serve("/open/own-401", (request, response) -> response.setStatus(401))
            .serve("/open/other-problem", (request, response) -> {
                response.setStatus(401);
                response.getWriter().print("{\"type\":\"urn:example:problem\"}");
            })
            .serve("/open/no-json", (request, response) -> {
                response.setStatus(403);
                response.getWriter().print("denied");
            })
            .serve("/open/missing", (request, response) -> response.setStatus(404));

    @AfterEach
    void stop() {
        server.close();
    }

    private void check(String path) {
        ProtectionCheck.requireDenial(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/flows/1", "/nothing?a=b"})
    void protectedPathPasses(String path) {
        server.start();

        assertThatCode(() -> check(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "/open/page, 200",
        "/open/redirect, 302",
        "/open/own-401, 401",
        "/open/other-problem, 401",
        "/open/no-json, 403",
        "/open/missing, 404"
    })
    void anyOtherResponseFails(String path, int status) {
        server.start();

        assertThatThrownBy(() -> check(path))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("status " + status);
    }

    @Test
    void denialOfClearTextPasses() {
        server.filterFirst((request, response, chain) -> chain.doFilter(
                        new HttpServletRequestWrapper((HttpServletRequest) request) {
                            @Override
                            public String getRemoteAddr() {
                                return "192.0.2.1";
                            }
                        },
                        response))
                .start();

        assertThatCode(() -> check("/")).doesNotThrowAnyException();
    }

    @Test
    void missingResponseFails() {
        server.start();
        int port = server.port();
        server.close();

        assertThatThrownBy(() -> ProtectionCheck.requireDenial(URI.create("http://127.0.0.1:" + port)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("got no response");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/flows", "file:///etc/hosts", "localhost:8080/flows"})
    void urlOfAnotherKindIsRefused(String url) {
        assertThatThrownBy(() -> ProtectionCheck.requireDenial(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
