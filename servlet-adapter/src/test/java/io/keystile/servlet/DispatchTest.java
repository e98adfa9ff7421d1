package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.apiKey;
import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeySettings;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchTest {
    private final TestKeys keys = new TestKeys();
    private final AtomicInteger runs = new AtomicInteger();
    private final TestServer server = new TestServer(new ApiKeyFilter(
                    keys.authenticator().build(),
                    Routes.protectAll().open("/public/**").open("/open-error").require("/admin/**", "admin:all")))
            .serve("/public/forward", (request, response) -> dispatcher(request).forward(request, response))
            .serve("/public/forward-after-output", (request, response) -> {
                response.setContentType("text/html;charset=ISO-8859-1");
                response.setHeader("ETag", "\"public\"");
                response.setHeader("Cache-Control", "public");
                response.getWriter().print("public page");
                dispatcher(request).forward(request, response);
            })
            .serve("/public/include", (request, response) -> {
                response.getWriter().print("before ");
                dispatcher(request).include(request, response);
                response.getWriter().print("after");
            })
            .serve("/public/include-twice", (request, response) -> {
                dispatcher(request).include(request, response);
                dispatcher(request).include(request, response);
            })
            .serve("/public/error", (request, response) -> response.sendError(code(request)))
            .serve("/public/page", "public resource ")
            .serve("/forward", (request, response) -> dispatcher(request).forward(request, response))
            .serve("/include", (request, response) -> {
                response.getWriter().print("before ");
                dispatcher(request).include(request, response);
                response.getWriter().print("after");
            })
            .serve("/error", (request, response) -> response.sendError(code(request)))
            .serve("/throws", (request, response) -> {
                throw new IllegalStateException("failed");
            })
            .serve("/closed-error", (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("closed error page for " + request.getRemoteUser());
            })
            .serve("/open-error", (request, response) -> response.getWriter().print("open error page"))
            .serve("/protected/*", (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("protected resource ");
            })
            .serve("/admin/*", (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("admin resource ");
            })
            .serve(
                    "/whoami",
                    (request, response) -> response.getWriter()
                            .print(request.getRemoteUser()
                                    + " " + request.getUserPrincipal().getName()
                                    + " " + request.isUserInRole("flows:read")));
    private final String key = keys.issue("flows:read");

    DispatchTest() {
        ErrorPageErrorHandler errorPages = new ErrorPageErrorHandler();
        errorPages.addErrorPage(404, "/closed-error");
        errorPages.addErrorPage(500, "/closed-error");
        errorPages.addErrorPage(410, "/open-error");
        errorPages.addErrorPage(418, "/admin/error");
        server.context.setErrorHandler(errorPages);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static RequestDispatcher dispatcher(HttpServletRequest request) {
        return request.getRequestDispatcher(request.getParameter("to"));
    }

    private static int code(HttpServletRequest request) {
        return Integer.parseInt(request.getParameter("code"));
    }

    private int remainingOf(Answer answer) {
        return Integer.parseInt(answer.header("RateLimit").get(0).replaceFirst(".*r=(\\d+);.*", "$1"));
    }

    @Test
    void publicPageThatForwardsToAProtectedOneNeedsAKey() {
        Answer answer = server.get("/public/forward?to=/protected/x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).hasSize(2);
        assertThat(answer.problemType()).isEqualTo("urn:keystile:problem:key-required");
        assertThat(runs).hasValue(0);
    }

    @Test
    void forwardWithAKeyIsGrantedAndAnnounced() {
        Answer answer = server.get("/public/forward?to=/protected/x", apiKey(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("protected resource ");
        assertThat(answer.header("RateLimit")).hasSize(1);
        assertThat(answer.header("Cache-Control")).containsExactly("private");
    }

    @Test
    void denialReplacesWhatAPublicPageHasBegunToWrite() {
        Answer answer = server.get("/public/forward-after-output?to=/protected/x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.problem().path("status").intValue()).isEqualTo(401);
        assertThat(answer.raw()).doesNotContain("public page");
    }

    @Test
    void publicPageThatIncludesAProtectedOneGoesOnWithoutIt() {
        Answer answer = server.get("/public/include?to=/protected/x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("before after");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(runs).hasValue(0);
    }

    @Test
    void targetThatCanBeReadInTwoWaysIsNeverPublic() {
        assertThat(server.get("/public/forward?to=/public/page%3Bx").status()).isEqualTo(401);
        assertThat(server.get("/public/include?to=/public/page%3Bx").body()).isEqualTo("before after");
        assertThat(server.get("/public/include?to=/public/page%3Bx", bearer(keys.issue("*")))
                        .body())
                .isEqualTo("before public resource after");
    }

    @Test
    void includedPageThatForwardsToAProtectedOneNeedsAKey() {
        Answer answer = server.get("/public/include?to=/public/forward%3Fto%3D/protected/x");

        assertThat(answer.body()).doesNotContain("resource");
        assertThat(runs).hasValue(0);
    }

    @Test
    void includeWithAKeyIsGranted() {
        assertThat(server.get("/public/include?to=/protected/x", bearer(key)).body())
                .isEqualTo("before protected resource after");
    }

    @Test
    void protectedPageMayShowPublicOnes() {
        assertThat(server.get("/forward?to=/public/page", bearer(key)).body()).isEqualTo("public resource ");
        assertThat(server.get("/include?to=/public/page", bearer(key)).body())
                .isEqualTo("before public resource after");
    }

    @Test
    void forwardAsksForThePermissionsOfItsTarget() {
        Answer denied = server.get("/forward?to=/admin/x", bearer(key));
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.header("WWW-Authenticate")).singleElement().asString().contains("scope=\"admin:all\"");
        assertThat(denied.header("Cache-Control")).containsExactly("no-store");
        assertThat(runs).hasValue(0);

        assertThat(server.get("/forward?to=/admin/x", bearer(keys.issue("admin:*")))
                        .body())
                .isEqualTo("admin resource ");
    }

    @Test
    void includeAsksForThePermissionsOfItsTarget() {
        assertThat(server.get("/include?to=/admin/x", bearer(key)).body()).isEqualTo("before after");
        assertThat(runs).hasValue(0);

        assertThat(server.get("/include?to=/admin/x", bearer(keys.issue("admin:*")))
                        .body())
                .isEqualTo("before admin resource after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/forward", "/public/include"})
    void dispatchOfAPublicPageAsksForThePermissionsOfItsTarget(String path) {
        server.get(path + "?to=/admin/x", bearer(key));

        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/forward?to=/protected/x",
                "/include?to=/protected/x",
                "/forward?to=/include%3Fto%3D/protected/x",
                "/error?code=404",
                "/throws",
                "/public/forward?to=/include%3Fto%3D/protected/x"
            })
    void requestCountsOnceHoweverOftenItIsDispatched(String path) {
        String fresh = keys.issue("two-a-minute", ApiKeySettings.named("fresh"));

        Answer answer = server.get(path, bearer(fresh));

        assertThat(remainingOf(answer)).isEqualTo(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void publicPageThatIncludesTwoProtectedOnesCountsOnce() {
        String fresh = keys.issue("two-a-minute", ApiKeySettings.named("fresh"));

        server.get("/public/include-twice?to=/protected/x", bearer(fresh));

        assertThat(runs).hasValue(2);
        assertThat(remainingOf(server.get("/protected/x", bearer(fresh)))).isZero();
    }

    @Test
    void errorPageOfAGrantedRequestIsShownWithTheQuotaAndTheIdentity() {
        Answer answer = server.get("/error?code=404", apiKey(key));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("closed error page for " + keys.idOf(key));
        assertThat(answer.header("RateLimit")).hasSize(1);
        assertThat(answer.header("RateLimit-Policy")).hasSize(1);
        assertThat(answer.header("Cache-Control")).hasSize(1);
    }

    @Test
    void errorPageOfAGrantedRequestIsShownWhateverItsPathAsksFor() {
        assertThat(server.get("/error?code=418", bearer(key)).body()).isEqualTo("admin resource ");
        assertThat(server.get("/public/error?code=418", bearer(key)).status()).isEqualTo(403);
    }

    @Test
    void errorPageThatIsNotOpenNeedsAKey() {
        Answer answer = server.get("/public/error?code=404");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(runs).hasValue(0);
        assertThat(server.get("/public/error?code=404", bearer(key)).status()).isEqualTo(404);
        assertThat(runs).hasValue(1);
    }

    @Test
    void openErrorPageNeedsNoKey() {
        Answer answer = server.get("/public/error?code=410");

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.body()).isEqualTo("open error page");
    }

    @Test
    void denialLeadsToNoErrorPage() {
        assertThat(server.get("/protected/x").body()).startsWith("{").doesNotContain("error page");
    }

    @Test
    void identityIsKeptInForwardsAndIncludes() {
        String id = keys.idOf(key).value();

        assertThat(server.get("/forward?to=/whoami", bearer(key)).body()).isEqualTo(id + " " + id + " true");
        assertThat(server.get("/public/include?to=/whoami", bearer(key)).body()).contains(id + " " + id + " true");
    }

    @Test
    void whoeverTheApplicationPutsInPlaceOfTheKeyStaysInForwards() {
        server.serve(
                "/replaces",
                (request, response) -> request.getRequestDispatcher("/whoami")
                        .forward(
                                new HttpServletRequestWrapper(request) {
                                    @Override
                                    public String getRemoteUser() {
                                        return "somebody";
                                    }
                                },
                                response));

        assertThat(server.get("/replaces", bearer(key)).body()).startsWith("somebody ");
    }

    @Test
    void headersOfFiltersBeforeThisOneStayInADenial() {
        server.filterFirst((request, response, chain) -> {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader("Access-Control-Allow-Origin", "https://app.example");
            answer.addHeader("Vary", "Origin");
            answer.addHeader("Vary", "Accept");
            chain.doFilter(request, response);
        });

        Answer answer = server.get("/protected/x");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("https://app.example");
        assertThat(answer.header("Vary")).containsExactly("Origin", "Accept");
    }

    @Test
    void responseThatAFilterBeforeThisOneCommittedIsLeftAlone() {
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
    void dispatchByNameIsNeverPublic(String how) {
        server.onDispatchesByName();
        server.serve("/public/by-name", (request, response) -> {
            RequestDispatcher dispatcher =
                    request.getServletContext().getNamedDispatcher(server.nameOf("/protected/*"));
            if (how.equals("forward")) {
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
    void attributeThatIsNotOurOwnIsNoGrant() {
        server.serve("/public/forges", (request, response) -> {
            request.setAttribute("io.keystile.servlet.grant", Map.of("granted", true));
            request.getRequestDispatcher("/protected/x").forward(request, response);
        });

        assertThat(server.get("/public/forges").status()).isEqualTo(401);
        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/../protected/x", "/public/..;/protected/x", "/public/%2e%2e/protected/x"})
    void targetThatCanBeReadInTwoWaysNeverReachesAProtectedResource(String target) {
        server.get("/public/forward?to=" + target.replace("%", "%25").replace(";", "%3B"));
        server.get("/public/include?to=" + target.replace("%", "%25").replace(";", "%3B"));

        assertThat(runs).hasValue(0);
    }
}
