package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.Routes;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {
    private static final String[] PREFLIGHT = {"Origin: https://app.example", "Access-Control-Request-Method: POST"};

    private static final TestKeys KEYS = new TestKeys();
    private static final Routes ROUTES = Routes.protectAll()
            .open("GET /status")
            .require("GET /flows", "flows:read")
            .require("POST /flows", "flows:write");
    private static final TestServer SERVER = serverWith(ROUTES);
    private static final TestServer CORS = serverWith(ROUTES.allowCorsPreflight());

    private static TestServer serverWith(Routes routes) {
        return new TestServer(new ApiKeyFilter(KEYS.authenticator().build(), routes)).serve("/*", "resource");
    }

    @BeforeAll
    static void start() {
        SERVER.start();
        CORS.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        CORS.close();
    }

    @Test
    void denialOfHeadHasNoBody() {
        AtomicBoolean written = new AtomicBoolean();
        TestServer server = serverWith(ROUTES)
                .filterFirst((request, response, chain) ->
                        chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
                            @Override
                            public ServletOutputStream getOutputStream() throws IOException {
                                written.set(true);
                                return super.getOutputStream();
                            }
                        }));
        try (server) {
            assertThat(server.start().send("HEAD", "/other").status()).isEqualTo(401);
            assertThat(written).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "get", "POST", "OPTIONS", "FROBNICATE"})
    void pathOpenForGetIsOpenForNoOtherMethod(String method) {
        assertThat(SERVER.get("/status").status()).isEqualTo(200);
        assertThat(SERVER.send(method, "/status").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FROBNICATE", "post", "gEt"})
    void unknownMethodRequiresThePermissionsOfAllMethods(String method) {
        assertThat(SERVER.send(method, "/flows", bearer(KEYS.issue("flows:read")))
                        .status())
                .isEqualTo(403);
        assertThat(SERVER.send(method, "/flows", bearer(KEYS.issue("flows:*"))).status())
                .isEqualTo(200);
    }

    @Test
    void corsPreflightIsAdmittedOnlyIfTheApplicationAllowsIt() {
        assertThat(SERVER.send("OPTIONS", "/flows", PREFLIGHT).status()).isEqualTo(401);
        assertThat(CORS.send("OPTIONS", "/flows", PREFLIGHT).status()).isEqualTo(200);
    }

    @Test
    void incompletePreflightRequiresAKey() {
        assertThat(CORS.send("OPTIONS", "/flows").status()).isEqualTo(401);
        assertThat(CORS.send("OPTIONS", "/flows", PREFLIGHT[0]).status()).isEqualTo(401);
        assertThat(CORS.send("OPTIONS", "/flows", PREFLIGHT[1]).status()).isEqualTo(401);
        assertThat(CORS.send("GET", "/flows", PREFLIGHT).status()).isEqualTo(401);
        assertThat(CORS.send("options", "/flows", PREFLIGHT).status()).isEqualTo(401);
        assertThat(CORS.send("OPTIONS", "/flows;x", PREFLIGHT).status()).isEqualTo(401);
    }
}
