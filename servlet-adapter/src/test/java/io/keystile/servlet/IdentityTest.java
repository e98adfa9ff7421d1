package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.RequestDetails;
import io.keystile.adapter.Routes;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private final TestKeys keys = new TestKeys();
    private final String key = keys.issue("flows:*");
    private Function<HttpServletRequest, Object> resource = request -> "";
    private final ApiKeyFilter filter =
            new ApiKeyFilter(keys.authenticator().build(), Routes.protectAll().open("/open"));
    private final TestServer server = new TestServer(filter)
            .serve("/*", (request, response) -> response.getWriter().print(resource.apply(request)))
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private String bodyOf(Function<HttpServletRequest, Object> newResource, String... headers) {
        resource = newResource;
        return server.get("/", headers).body();
    }

    @Test
    void eventsContainMethodPathAndUserAgent() {
        List<AuthEvent> events = new CopyOnWriteArrayList<>();
        ApiKeyFilter listening = new ApiKeyFilter(
                keys.authenticator().inlineListener(events::add).build(), Routes.protectAll());
        try (TestServer other = new TestServer(listening).serve("/*", "").start()) {
            other.get("/flows/f%201?token=secret", bearer(key), "User-Agent: curl/8");
            other.send("POST", "/flows", "User-Agent: curl/9");
        }

        assertThat(events)
                .extracting(AuthEvent::request)
                .containsExactly(
                        new RequestDetails("GET", "/flows/f%201", "curl/8"),
                        new RequestDetails("POST", "/flows", "curl/9"));
    }

    @Test
    void invalidPermissionIsNoRole() {
        assertThat(bodyOf(request -> request.isUserInRole("not a permission"), bearer(key)))
                .isEqualTo("false");
    }

    @Test
    void requestIsAuthenticatedAndRejectsLoginAndLogout() {
        assertThat(bodyOf(IdentityTest::authenticate, bearer(key))).isEqualTo("true");
        assertThat(bodyOf(request -> failureOf(() -> request.login("user", "password")), bearer(key)))
                .contains("authenticated by its API key");
        assertThat(bodyOf(request -> failureOf(request::logout), bearer(key))).contains("revoke");
    }

    private static boolean authenticate(HttpServletRequest request) {
        try {
            return request.authenticate(untouchable(HttpServletResponse.class));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Object> attributesOf(HttpServletRequest request) {
        return Collections.list(request.getAttributeNames()).stream()
                .map(request::getAttribute)
                .toList();
    }

    private interface Attempt {
        void run() throws ServletException;
    }

    private static String failureOf(Attempt attempt) {
        try {
            attempt.run();
            return "succeeded";
        } catch (ServletException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void openPathHasNoCallerEvenWithAKey() {
        resource = request -> request.getUserPrincipal() + " " + request.getRemoteUser();

        Answer answer = server.get("/open", bearer(key));

        assertThat(answer.body()).isEqualTo("null null");
        assertThat(answer.header("RateLimit")).isEmpty();
    }

    @Test
    void secretAppearsInNoTextOfTheRequest() {
        resource = request -> request.getUserPrincipal() + " " + attributesOf(request) + " " + request.getClass();

        assertThat(server.get("/", bearer(key)).body()).doesNotContain(key).contains("AuthenticatedRequest");
    }

    @Test
    void requestOtherThanHttpIsRejected() {
        ServletRequest request = new ServletRequestWrapper(untouchable(ServletRequest.class));
        ServletResponse response = new ServletResponseWrapper(untouchable(ServletResponse.class));
        Consumer<Object> neverReached = reached -> {
            throw new AssertionError("The resource was reached");
        };

        assertThatThrownBy(() -> filter.doFilter(request, response, (req, res) -> neverReached.accept(req)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("HTTP");
    }

    @Test
    void uninitialisedFilterAdmitsNoRequest() {
        HttpServletRequest request = untouchable(HttpServletRequest.class);
        HttpServletResponse response = untouchable(HttpServletResponse.class);

        assertThatThrownBy(() -> new ApiKeyFilter().doFilter(request, response, (req, res) -> {
                    throw new AssertionError("The resource was reached");
                }))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("not initialised");
    }

    /** Returns an object whose methods must not be called. */
    private static <T> T untouchable(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw new AssertionError("Called: " + method);
        }));
    }
}
