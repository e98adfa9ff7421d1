package io.keystile.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP answer as it came over the wire, characters being bytes. Immutable.
 *
 * @param status the status code; 0 if there is none: the connection was closed, or the answer is HTTP/0.9's, a mere body
 * @param headerLines the field lines in their order, for example {@code Content-Length: 2}
 * @param body the content, without transfer coding
 * @param raw everything that came, for messages and for what must stand nowhere
 */
public record Answer(int status, List<String> headerLines, String body, String raw) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Copies the lines. */
    public Answer {
        headerLines = List.copyOf(headerLines);
    }

    /** Returns the values of all field lines of that name, upper and lower case alike. */
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
     * Reads the body as a problem (RFC 9457).
     *
     * @throws AssertionError if it is not JSON
     */
    public JsonNode problem() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a problem: " + raw, e);
        }
    }

    /** Returns the type of the problem, or an empty text. */
    public String problemType() {
        return problem().path("type").asText();
    }
}
