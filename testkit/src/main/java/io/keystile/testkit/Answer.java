package io.keystile.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP response as received, with one character per byte. Immutable.
 *
 * @param status the status code; 0 if there was none, because the connection was closed or the response was HTTP/0.9,
 *     which consists of a body only
 * @param headerLines the field lines, for example {@code Content-Length: 2}; {@link WireClient} keeps their order
 * @param body the content, without transfer coding
 * @param raw everything received, for failure messages and for checks that a text appears nowhere
 */
public record Answer(int status, List<String> headerLines, String body, String raw) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Makes an immutable copy of the field lines. */
    public Answer {
        headerLines = List.copyOf(headerLines);
    }

    /** Returns the values of all field lines with this name, compared without regard to case. */
    public List<String> header(String name) {
        return headerLines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** Returns the names of all field lines, in lower case. */
    public List<String> headerNames() {
        return headerLines.stream()
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Parses the body as a problem document (RFC 9457).
     *
     * @throws AssertionError if the body is not JSON
     */
    public JsonNode problem() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a problem document: " + raw, e);
        }
    }

    /**
     * Returns the {@code type} of the problem document, or an empty string if it has none.
     *
     * @throws AssertionError if the body is not JSON
     */
    public String problemType() {
        return problem().path("type").asText();
    }
}
