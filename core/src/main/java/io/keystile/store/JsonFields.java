package io.keystile.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one JSON object, each of which must have the right type and be asked for.
 *
 * <p>What does not fit is an {@link IllegalArgumentException} that names the property; it never repeats a value.
 */
final class JsonFields {
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    JsonFields(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("an object { } belongs here");
        }
        this.object = object;
    }

    String text(String name) {
        return required(name, JsonNode::isTextual, "a string").textValue();
    }

    @Nullable
    String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    long number(String name) {
        return required(name, node -> node.isIntegralNumber() && node.canConvertToLong(), "a whole number")
                .longValue();
    }

    boolean flag(String name) {
        return required(name, JsonNode::isBoolean, "true or false").booleanValue();
    }

    /** Reads a string that stands for something else, such as an instant. */
    <T> T parsed(String name, Function<String, T> parser, String example) {
        try {
            return parser.apply(text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + name + "\" is written like " + example, e);
        }
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : required(name, JsonNode::isArray, "a list [ ]")) {
            if (!element.isTextual()) {
                throw new IllegalArgumentException("\"" + name + "\" is a list of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** Reads a list of objects; empty if it is absent. */
    <T> List<T> objects(String name, Function<JsonFields, T> reader) {
        List<T> objects = new ArrayList<>();
        if (has(name)) {
            for (JsonNode element : required(name, JsonNode::isArray, "a list [ ]")) {
                JsonFields fields = new JsonFields(element);
                objects.add(reader.apply(fields));
                fields.requireAllAsked();
            }
        }
        return objects;
    }

    /** Reads an object whose values are strings; empty if it is absent. */
    Map<String, String> textMap(String name) {
        Map<String, String> map = new TreeMap<>();
        if (has(name)) {
            JsonFields entries = new JsonFields(required(name, JsonNode::isObject, "an object { }"));
            entries.object.fieldNames().forEachRemaining(entry -> map.put(entry, entries.text(entry)));
        }
        return map;
    }

    boolean has(String name) {
        return object.has(name);
    }

    private JsonNode required(String name, Predicate<JsonNode> type, String what) {
        asked.add(name);
        JsonNode value = object.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        if (!type.test(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is " + what);
        }
        return value;
    }

    /** Refuses what this version does not know, because the next write would drop it. */
    void requireAllAsked() {
        object.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                throw new IllegalArgumentException("there is no property \"" + name + "\" here; take it out, or use the"
                        + " version of the library that wrote it");
            }
        });
    }
}
