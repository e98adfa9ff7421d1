package io.keystile.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An HTTP answer as it came over the wire. */
record Answer(int status, List<String> headerLines, String body, String raw) {
    private static final JsonMapper JSON = new JsonMapper();

    static Answer parse(String raw) {
        int end = raw.indexOf("\r\n\r\n");
        if (!raw.startsWith("HTTP/1.1 ") || end < 0) {
            throw new AssertionError("Not an answer: " + raw);
        }
        List<String> head = new ArrayList<>(List.of(raw.substring(0, end).split("\r\n")));
        int status = Integer.parseInt(head.remove(0).substring(9, 12));
        return new Answer(status, List.copyOf(head), raw.substring(end + 4), raw);
    }

    /** The values of all field lines of that name. */
    List<String> header(String name) {
        return headerLines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    Stream<String> headerNames() {
        return headerLines.stream().map(line -> line.substring(0, line.indexOf(':')));
    }

    JsonNode problem() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a problem: " + raw, e);
        }
    }

    String problemType() {
        return problem().path("type").asText();
    }
}
