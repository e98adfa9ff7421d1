package io.keystile.conformance;

import static io.keystile.conformance.ContractServlets.print;
import static io.keystile.conformance.ContractServlets.serve;

import io.keystile.ApiKeyPrincipal;
import io.keystile.admin.Actor;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Servlets that forward, include or dispatch a request to the path in its parameter {@code to}. */
final class StageServlets {
    private StageServlets() {}

    static void register(ServletContext context, TestKeys keys, AtomicInteger runs) {
        for (String prefix : new String[] {"", "/public"}) {
            serve(
                    context,
                    prefix + "/forward",
                    (request, response) -> target(request).forward(request, response));
            serve(context, prefix + "/include", (request, response) -> {
                response.getWriter().print("before ");
                target(request).include(request, response);
                response.getWriter().print("after");
            });
            serve(
                    context,
                    prefix + "/async",
                    (request, response) -> request.startAsync().dispatch(request.getParameter("to")));
            serve(
                    context,
                    prefix + "/error",
                    (request, response) -> response.sendError(Integer.parseInt(request.getParameter("code"))));
        }
        serve(context, "/public/include-twice", (request, response) -> {
            target(request).include(request, response);
            target(request).include(request, response);
        });
        serve(context, "/public/begins-and-forwards", (request, response) -> {
            response.setContentType("text/html;charset=ISO-8859-1");
            response.setHeader("ETag", "\"public\"");
            response.setHeader("Cache-Control", "public");
            response.getWriter().print("public page");
            target(request).forward(request, response);
        });
        serve(
                context,
                "/public/page/*",
                (request, response) -> response.getWriter().print("public page "));
        serve(
                context,
                "/open-error",
                (request, response) -> response.getWriter().print("open error page"));
        serve(context, "/closed-error", (request, response) -> {
            runs.incrementAndGet();
            response.getWriter().print("closed error page for " + request.getRemoteUser());
        });
        serve(context, "/throws", (request, response) -> {
            throw new IllegalStateException("This servlet always fails");
        });
        serve(context, "/answers-and-dispatches", (request, response) -> {
            response.getWriter().print("answer ");
            response.flushBuffer();
            request.startAsync().dispatch(request.getParameter("to"));
        });
        serve(context, "/again", StageServlets::dispatchToItself);
        serve(context, "/works", (request, response) -> work(request));
        for (String mapping : new String[] {"/protected/*", "/admin/*"}) {
            serve(context, mapping, (request, response) -> {
                runs.incrementAndGet();
                response.getWriter().print("resource " + request.getRemoteUser() + " ");
            });
        }
        serve(context, "/revoked/async", (request, response) -> {
            revokeCaller(keys, request);
            request.startAsync().dispatch(request.getParameter("to"));
        });
        serve(context, "/revoked/forward", (request, response) -> {
            revokeCaller(keys, request);
            request.getRequestDispatcher("/protected/x").forward(request, response);
        });
        serve(context, "/who", (request, response) -> print(response, who(request)));
    }

    private static void revokeCaller(TestKeys keys, HttpServletRequest request) {
        ApiKeyPrincipal caller = (ApiKeyPrincipal) request.getUserPrincipal();
        keys.manager().revoke(Actor.system("test"), caller.keyId(), "test");
    }

    private static RequestDispatcher target(HttpServletRequest request) {
        return request.getRequestDispatcher(request.getParameter("to"));
    }

    private static void dispatchToItself(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            print(response, "again " + who(request));
        } else {
            AsyncContext async = request.getParameter("wrapped") == null
                    ? request.startAsync()
                    : request.startAsync(request, response);
            async.start(async::dispatch);
        }
    }

    private static void work(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                print((HttpServletResponse) async.getResponse(), who((HttpServletRequest) async.getRequest()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }

    /** Returns everything that the servlet API reports about the user. */
    private static String who(HttpServletRequest request) {
        String principal = request.getUserPrincipal() instanceof ApiKeyPrincipal key
                ? key.keyId() + " of " + key.workspace()
                : "no key";
        return principal + ", " + request.getRemoteUser() + ", " + request.getAuthType() + ", "
                + request.isUserInRole("flows:read") + " " + request.isUserInRole("admin:all") + " "
                + request.isUserInRole("*");
    }
}
