package io.keystile.conformance;

import io.keystile.testkit.ContractApplication;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;

/** The resources of {@link ContractApplication} as servlets, registered through the standard API. */
final class ContractServlets {
    /** Serves the requests of one servlet, whatever their method. */
    interface Resource {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private ContractServlets() {}

    /** Registers the resources below {@code prefix}, which is empty or a path without a slash at the end. */
    static void register(ServletContext context, String prefix, ContractApplication application) {
        serve(context, prefix + "/public/*", (request, response) -> print(response, application.publicPage()));
        serve(context, prefix + "/whoami", (request, response) -> print(response, whoAmI(request, application)));
        serve(context, prefix + "/meeting", (request, response) -> {
            application.meet();
            print(response, whoAmI(request, application));
        });
        serve(context, prefix + "/flows/*", (request, response) -> flow(request, response, application));
        serve(context, prefix + "/either", (request, response) -> {
            Principal user = request.getUserPrincipal();
            print(response, application.either(user == null ? null : user.getName()));
        });
        serve(context, prefix + "/dear", (request, response) -> print(response, application.resource()));
        serve(context, prefix + "/free", (request, response) -> print(response, application.resource()));
        serve(context, prefix + "/cached", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            print(response, application.resource());
        });
        serve(context, prefix + "/fails", (request, response) -> {
            throw application.failure();
        });
        serve(context, prefix + "/streams", (request, response) -> application.streamTo(response.getOutputStream()));
        serve(context, prefix + "/later", (request, response) -> later(request, application));
        serve(context, prefix + "/admin/*", (request, response) -> print(response, application.adminResource()));
        serve(context, prefix.isEmpty() ? "/" : prefix + "/*", (request, response) -> response.sendError(404));
    }

    /** Registers one servlet, which may respond asynchronously. */
    static void serve(ServletContext context, String mapping, Resource resource) {
        ServletRegistration.Dynamic servlet = context.addServlet("servlet " + mapping, new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                resource.serve(request, response);
            }
        });
        servlet.setAsyncSupported(true);
        servlet.addMapping(mapping);
    }

    static void print(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(text);
    }

    private static String whoAmI(HttpServletRequest request, ContractApplication application) {
        return application.whoAmI(
                request.getUserPrincipal().getName(), request.getAuthType(), request.isUserInRole("flows:read"));
    }

    private static void flow(HttpServletRequest request, HttpServletResponse response, ContractApplication application)
            throws IOException {
        if (request.getMethod().equals("POST")) {
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            print(response, application.execute(body));
        } else {
            print(response, application.resource());
        }
    }

    private static void later(HttpServletRequest request, ContractApplication application) {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                print((HttpServletResponse) async.getResponse(), application.resource());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }
}
