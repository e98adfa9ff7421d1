package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.RequestGrant;
import io.keystile.adapter.Routes;
import io.keystile.model.ApiKeySettings;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dispatches that depend on the application or the filter chain. The servlet contract tests the others. */
class DispatchTest {
    private final TestKeys keys = new TestKeys();
    private final AtomicInteger runs = new AtomicInteger();
    private final ApiKeyAuthenticator authenticator = keys.authenticator().build();
    private final TestServer server = new TestServer(new ApiKeyFilter(
                    authenticator, Routes.protectAll().open("/public/**").require("/admin/**", "admin:all")))
            .serve("/public/forward", (request, response) -> dispatcher(request).forward(request, response))
            .serve("/public/include", (request, response) -> {
                response.getWriter().print("before ");
                dispatcher(request).include(request, response);
                response.getWriter().print("after");
            })
            .serve("/public/page", "public resource ")
            .serve("/protected/*", (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("protected resource ");
            })
            .serve("/whoami", (request, response) -> response.getWriter().print(request.getRemoteUser()))
            .start();
    private final String key = keys.issue("flows:read");

    @AfterEach
    void stop() {
        server.close();
    }

    private static RequestDispatcher dispatcher(HttpServletRequest request) {
        return request.getRequestDispatcher(request.getParameter("to"));
    }

    @Test
    void ambiguousTargetIsNeverPublic() {
        assertThat(server.get("/public/forward?to=/public/page%3Bx").status()).isEqualTo(401);
        assertThat(server.get("/public/include?to=/public/page%3Bx").body()).isEqualTo("before after");
        assertThat(server.get("/public/include?to=/public/page%3Bx", bearer(keys.issue("*")))
                        .body())
                .isEqualTo("before public resource after");
    }

    @Test
    void userThatTheApplicationSetsStaysInForwards() {
        server.serve(
                "/replaces",
                (request, response) -> request.getRequestDispatcher("/whoami")
                        .forward(
                                new HttpServletRequestWrapper(request) {
                                    @Override
                                    public String getRemoteUser() {
                                        return "other-user";
                                    }
                                },
                                response));

        assertThat(server.get("/replaces", bearer(key)).body()).isEqualTo("other-user");
    }

    @Test
    void headersOfEarlierFiltersStayInADenial() {
        server.filterFirst((request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            http.setHeader("Access-Control-Allow-Origin", "https://app.example");
            http.addHeader("Vary", "Origin");
            http.addHeader("Vary", "Accept");
            chain.doFilter(request, response);
        });

        Answer answer = server.get("/protected/x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("https://app.example");
        assertThat(answer.header("Vary")).containsExactly("Origin", "Accept");
    }

    @Test
    void responseThatAnEarlierFilterCommittedIsUnchanged() {
        AtomicBoolean returned = new AtomicBoolean();
        server.filterFirst((request, response, chain) -> {
            response.flushBuffer();
            chain.doFilter(request, response);
            returned.set(true);
        });

        Answer answer = server.get("/protected/x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("resource", "problem");
        assertThat(runs).hasValue(0);
        assertThat(returned).isTrue();
    }

    @Test
    void twoAuthenticatorsEachCountAForwardedRequestOnce() {
        TestKeys others = new TestKeys();
        server.serve("/forward", (request, response) -> dispatcher(request).forward(request, response));
        server.filterFirst(new ApiKeyFilter(
                others.authenticator().apiKeyHeader("Other-Key").build(), Routes.protectAll()));
        String other = "Other-Key: " + others.issue("two-a-minute", ApiKeySettings.named("other"));

        assertThat(server.get("/forward?to=/protected/x", apiKey(key), other).status())
                .isEqualTo(200);
        assertThat(server.get("/protected/x", apiKey(key), other).status()).isEqualTo(200);
        assertThat(server.get("/protected/x", apiKey(key), other).status()).isEqualTo(429);
    }

    @Test
    void grantOfAnotherAuthenticatorIsNoGrant() {
        TestKeys others = new TestKeys();
        ApiKeyFilter outer = new ApiKeyFilter(
                others.authenticator().apiKeyHeader("Other-Key").build(),
                Routes.protectAll().open("/protected/**"));
        server.filterFirst(outer);

        Answer answer = server.get("/public/forward?to=/protected/x", "Other-Key: " + others.issue());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "include"})
    void dispatchByNameIsNeverPublic(String kind) {
        server.onDispatchesByName();
        server.serve("/public/by-name", (request, response) -> {
            RequestDispatcher dispatcher =
                    request.getServletContext().getNamedDispatcher(server.nameOf("/protected/*"));
            if (kind.equals("forward")) {
                dispatcher.forward(request, response);
            } else {
                dispatcher.include(request, response);
            }
        });

        server.get("/public/by-name");
        server.get("/public/by-name", bearer(key));
        assertThat(runs).hasValue(0);

        server.get("/public/by-name", bearer(keys.issue("admin:all")));
        assertThat(runs).hasValue(1);
    }

    @Test
    void forgedAttributeIsNoGrant() {
        server.serve("/public/forges", (request, response) -> {
            request.setAttribute(RequestGrant.attribute(authenticator), Map.of("granted", true));
            request.getRequestDispatcher("/protected/x").forward(request, response);
        });

        assertThat(server.get("/public/forges").status()).isEqualTo(401);
        assertThat(runs).hasValue(0);
    }
}
