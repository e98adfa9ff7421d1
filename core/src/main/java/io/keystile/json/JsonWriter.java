package io.keystile.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Writes what {@link JsonValue#texts} and {@link JsonValue#textMap} read. */
public final class JsonWriter {
    private JsonWriter() {}

    /** Returns a list with the {@code toString} of each value. */
    public static ArrayNode texts(Collection<?> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode(values.size());
        values.forEach(value -> list.add(value.toString()));
        return list;
    }

    /** Returns an object with one property for each entry, sorted by name. */
    public static ObjectNode textMap(Map<String, String> entries) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(entries).forEach(object::put);
        return object;
    }
}
