package io.keystile.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.ApiKeyPrincipal;
import java.io.IOException;
import java.io.InputStream;

/**
 * The result of a call of a flow, for the servlet and the JAX-RS resource alike. Both are called after the key was
 * checked.
 *
 * @param status the HTTP status; 200 if the flow has run
 * @param text a JSON document if the flow has run, otherwise the reason why it has not
 */
record FlowAnswer(int status, String text) {
    /** The regular expression of a flow's id. */
    static final String ID = "[A-Za-z0-9_-]{1,64}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BODY = 1 << 20;

    /** Simulates a run of a flow for {@code caller}. The body must be JSON of at most 1 MiB. */
    static FlowAnswer execute(String flow, ApiKeyPrincipal caller, InputStream in) throws IOException {
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return new FlowAnswer(413, "The body is longer than 1 MiB");
        }
        if (!isJson(body)) {
            return new FlowAnswer(400, "The body is not JSON");
        }
        String text = JSON.createObjectNode()
                .put("flow", flow)
                .put("status", "completed")
                .put("workspace", caller.workspace())
                .put("key", caller.getName())
                .toString();
        return new FlowAnswer(200, text);
    }

    boolean hasRun() {
        return status == 200;
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
