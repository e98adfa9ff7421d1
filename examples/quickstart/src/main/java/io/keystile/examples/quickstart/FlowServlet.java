package io.keystile.examples.quickstart;

import io.keystile.ApiKeyPrincipal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /flows/{id}/execute}. The filter in {@link Apis} requires the key and its permission. */
final class FlowServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Pattern EXECUTE = Pattern.compile("/(" + FlowAnswer.ID + ")/execute");

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher path = EXECUTE.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches()) {
            response.sendError(404);
            return;
        }
        ApiKeyPrincipal caller = (ApiKeyPrincipal) request.getUserPrincipal();
        FlowAnswer answer = FlowAnswer.execute(path.group(1), caller, request.getInputStream());
        if (!answer.hasRun()) {
            response.sendError(answer.status(), answer.text());
            return;
        }
        response.setContentType("application/json");
        response.getWriter().print(answer.text());
    }

    /** Rejects TRACE; the inherited method would send the request's headers back, including the key. */
    @Override
    protected void doTrace(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(405);
    }
}
