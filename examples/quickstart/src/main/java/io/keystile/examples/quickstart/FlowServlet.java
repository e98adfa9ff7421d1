package io.keystile.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyPrincipal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /flows/{id}/execute}: pretends to run a flow, and says for whom. It knows nothing of keys. */
final class FlowServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXECUTE = Pattern.compile("/([A-Za-z0-9_-]{1,64})/execute");
    private static final int MAX_BODY = 1 << 20;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher path = EXECUTE.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches()) {
            response.sendError(404);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            response.sendError(413);
            return;
        }
        if (!isJson(body)) {
            response.sendError(400, "The body is not JSON");
            return;
        }
        ApiKeyPrincipal caller = (ApiKeyPrincipal) request.getUserPrincipal();
        response.setContentType("application/json");
        JSON.writeValue(
                response.getOutputStream(),
                JSON.createObjectNode()
                        .put("flow", path.group(1))
                        .put("status", "completed")
                        .put("workspace", caller.workspace())
                        .put("key", caller.getName()));
    }

    /** The inherited one would send the request's headers back, the key among them. */
    @Override
    protected void doTrace(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(405);
    }

    private static boolean isJson(byte[] body) throws IOException {
        try {
            JSON.readTree(body);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
