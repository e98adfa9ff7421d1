package io.keystile.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Paths that mean one thing to one reader and another to the next; to be sent as UTF-8. */
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

    /** Returns those that can be read in two ways wherever they stand, and are never public therefore. */
    public static Stream<String> refused() {
        return texts("refused");
    }

    /** Returns those that may lead to {@code /admin/x} or {@code /whoami}, some by being read in two ways. */
    static Stream<String> towardsAdmin() {
        return texts("towards-admin");
    }

    private static Stream<String> texts(String list) {
        return StreamSupport.stream(LISTS.path(list).spliterator(), false).map(JsonNode::asText);
    }
}
