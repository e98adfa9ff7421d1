package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthEvent;
import io.keystile.RequestDetails;
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
    private Function<HttpServletRequest, Object> question = request -> "";
    private final ApiKeyFilter filter =
            new ApiKeyFilter(keys.authenticator().build(), Routes.protectAll().open("/open"));
    private final TestServer server = new TestServer(filter)
            .serve("/*", (request, response) -> response.getWriter().print(question.apply(request)))
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private String answerTo(Function<HttpServletRequest, Object> asked, String... headers) {
        question = asked;
        return server.get("/", headers).body();
    }

    @Test
    void listenersHearWhatWasCalled() {
        List<AuthEvent> heard = new CopyOnWriteArrayList<>();
        ApiKeyFilter listening =
                new ApiKeyFilter(keys.authenticator().inlineListener(heard::add).build(), Routes.protectAll());
        try (TestServer other = new TestServer(listening).serve("/*", "").start()) {
            other.get("/flows/f%201?token=secret", bearer(key), "User-Agent: curl/8");
            other.send("POST", "/flows", "User-Agent: curl/9");
        }

        assertThat(heard)
                .extracting(AuthEvent::request)
                .containsExactly(
                        new RequestDetails("GET", "/flows/f%201", "curl/8"),
                        new RequestDetails("POST", "/flows", "curl/9"));
    }

    @Test
    void roleThatIsNoPermissionIsNobodys() {
        assertThat(answerTo(request -> request.isUserInRole("not a permission"), bearer(key)))
                .isEqualTo("false");
    }

    @Test
    void requestIsAuthenticatedAndCanNeitherLogInNorOut() {
        assertThat(answerTo(IdentityTest::authenticate, bearer(key))).isEqualTo("true");
        assertThat(answerTo(request -> failureOf(() -> request.login("user", "password")), bearer(key)))
                .contains("authenticated by its API key");
        assertThat(answerTo(request -> failureOf(request::logout), bearer(key))).contains("revoke");
    }

    private static boolean authenticate(HttpServletRequest request) {
        try {
            return request.authenticate(nothing(HttpServletResponse.class));
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
        void make() throws ServletException;
    }

    private static String failureOf(Attempt attempt) {
        try {
            attempt.make();
            return "succeeded";
        } catch (ServletException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void openPathHasNoIdentityEvenWithAKey() {
        question = request -> request.getUserPrincipal() + " " + request.getRemoteUser();

        Answer answer = server.get("/open", bearer(key));

        assertThat(answer.body()).isEqualTo("null null");
        assertThat(answer.header("RateLimit")).isEmpty();
    }

    @Test
    void secretStandsInNothingThatTheRequestPrints() {
        question = request -> request.getUserPrincipal() + " " + attributesOf(request) + " " + request.getClass();

        assertThat(server.get("/", bearer(key)).body()).doesNotContain(key).contains("AuthenticatedRequest");
    }

    @Test
    void requestThatIsNotHttpIsRefused() {
        ServletRequest request = new ServletRequestWrapper(nothing(ServletRequest.class));
        ServletResponse response = new ServletResponseWrapper(nothing(ServletResponse.class));
        Consumer<Object> neverReached = reached -> {
            throw new AssertionError("The resource was reached");
        };

        assertThatThrownBy(() -> filter.doFilter(request, response, (req, res) -> neverReached.accept(req)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("HTTP");
    }

    @Test
    void filterThatWasNotInitialisedLetsNobodyThrough() {
        HttpServletRequest request = nothing(HttpServletRequest.class);
        HttpServletResponse response = nothing(HttpServletResponse.class);

        assertThatThrownBy(() -> new ApiKeyFilter().doFilter(request, response, (req, res) -> {
                    throw new AssertionError("The resource was reached");
                }))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("not initialised");
    }

    /** An object that must not be asked anything. */
    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw new AssertionError("Asked for " + method);
        }));
    }
}
