package io.keystile.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Request paths that two parsers can read differently. Send them encoded in UTF-8. */
public final class PathTricks {
    private static final JsonNode LISTS = read();

    private PathTricks() {}

    private static JsonNode read() {
        try (InputStream file = PathTricks.class.getResourceAsStream("path-tricks.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns paths that are ambiguous, by themselves and after any prefix, so that they must never be public. */
    public static Stream<String> refused() {
        return texts("refused");
    }

    /** Returns paths that a parser may resolve to {@code /admin/x} or {@code /whoami}. Some of them are ambiguous. */
    static Stream<String> towardsAdmin() {
        return texts("towards-admin");
    }

    private static Stream<String> texts(String list) {
        return StreamSupport.stream(LISTS.path(list).spliterator(), false).map(JsonNode::asText);
    }
}
