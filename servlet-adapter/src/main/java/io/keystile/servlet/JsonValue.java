package io.keystile.servlet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value in a JSON document that is read strictly, and whose errors name its place and its line. Immutable. */
final class JsonValue {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;
    private final JsonPointer place;
    private final Map<JsonPointer, Integer> lines;

    private JsonValue(JsonNode node, JsonPointer place, Map<JsonPointer, Integer> lines) {
        this.node = node;
        this.place = place;
        this.lines = lines;
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is not JSON, or names a property of an object twice
     */
    static JsonValue parse(String document) {
        try {
            return new JsonValue(MAPPER.readTree(document), JsonPointer.empty(), linesOf(document));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new IllegalArgumentException("line " + line + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("Text in memory can always be read", e);
        }
    }

    private static Map<JsonPointer, Integer> linesOf(String document) throws IOException {
        Map<JsonPointer, Integer> lines = new HashMap<>();
        try (JsonParser parser = MAPPER.createParser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                lines.putIfAbsent(
                        parser.getParsingContext().pathAsPointer(),
                        parser.currentTokenLocation().getLineNr());
            }
        }
        return lines;
    }

    /** Returns this object, if it has no other properties than these. */
    JsonValue withOnly(String... names) {
        if (!node.isObject()) {
            throw wrong("write an object with " + String.join(", ", names));
        }
        List<String> known = List.of(names);
        for (Iterator<String> present = node.fieldNames(); present.hasNext(); ) {
            String name = present.next();
            if (!known.contains(name)) {
                throw at(name, node).wrong("there is no such property; write one of " + String.join(", ", names));
            }
        }
        return this;
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** Returns a property, which may not be missing. */
    JsonValue get(String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw wrong("add the property \"" + name + "\"");
        }
        return at(name, value);
    }

    /** Returns the items of an array property; none if it is missing. */
    List<JsonValue> items(String name) {
        return has(name) ? get(name).items() : List.of();
    }

    /** Returns a property that is true or false; false if it is missing. */
    boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        JsonValue value = get(name);
        if (!value.node.isBoolean()) {
            throw value.wrong("write true or false");
        }
        return value.node.booleanValue();
    }

    /** Returns the items of this array. */
    List<JsonValue> items() {
        if (!node.isArray()) {
            throw wrong("write an array, between [ and ]");
        }
        List<JsonValue> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonValue(node.get(i), place.append(JsonPointer.valueOf("/" + i)), lines));
        }
        return items;
    }

    /** Returns what {@code reader} makes of this text; what it refuses is refused at this place. */
    <T> T as(Function<String, T> reader) {
        String text = text();
        return checked(() -> reader.apply(text));
    }

    String text() {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw wrong("write a text, between quotation marks");
        }
        return node.textValue();
    }

    long number() {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong("write a whole number");
        }
        return node.longValue();
    }

    /** Returns what {@code made} makes, which belongs to this place if it is refused. */
    <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    IllegalArgumentException wrong(@Nullable String message) {
        String name = place.matches() ? "" : place + ": ";
        return new IllegalArgumentException("line " + lines.getOrDefault(place, 1) + ": " + name + message);
    }

    private JsonValue at(String name, JsonNode value) {
        return new JsonValue(value, place.appendProperty(name), lines);
    }
}
