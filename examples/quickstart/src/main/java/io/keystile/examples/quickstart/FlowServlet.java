package io.keystile.examples.quickstart;

import io.keystile.ApiKeyPrincipal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /flows/{id}/execute}. Which key it takes is said where the filter is, in {@link Apis}. */
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
        if (!answer.isRun()) {
            response.sendError(answer.status(), answer.text());
            return;
        }
        response.setContentType("application/json");
        response.getWriter().print(answer.text());
    }

    /** The inherited one would send the request's headers back, the key among them. */
    @Override
    protected void doTrace(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(405);
    }
}
