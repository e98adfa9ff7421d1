package io.keystile.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Test cases from other projects. Each file names its origin. */
final class Vectors {

    private Vectors() {}

    static Stream<JsonNode> cases(String file) {
        try (InputStream json = Vectors.class.getResourceAsStream("vectors/" + file + ".json")) {
            JsonNode cases = new ObjectMapper().readTree(json).required("cases");
            return StreamSupport.stream(cases.spliterator(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
