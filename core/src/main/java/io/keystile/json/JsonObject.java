package io.keystile.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with a fixed set of property names. Its errors are {@link JsonException}s, like those of {@link
 * JsonValue}. Immutable.
 */
public final class JsonObject {
    private final JsonValue value;
    private final List<String> names;
    private final @Nullable String example;
    private final Map<String, JsonValue> properties;

    private JsonObject(JsonValue value, List<String> names, @Nullable String example) {
        this.value = value;
        this.names = names;
        this.example = example;
        Map<String, JsonValue> present = value.properties();
        if (present == null) {
            throw value.wrong(example == null ? "write an object, between { and }" : "write an object like " + example);
        }
        this.properties = present;
        present.forEach((name, property) -> requireKnown(name, property));
    }

    /** Refuses misspelt settings, and properties of a later version that the next write of a file would lose. */
    private void requireKnown(String name, JsonValue property) {
        if (!names.contains(name)) {
            throw property.wrong("this version of the library has no such property; "
                    + (example == null ? "write one of " + String.join(", ", names) : "write for example " + example));
        }
    }

    /**
     * Returns a value as an object.
     *
     * @param names the names of all required and optional properties; any other is refused
     */
    public static JsonObject of(JsonValue value, String... names) {
        return new JsonObject(value, List.of(names), null);
    }

    /**
     * Returns a value as an object, like {@link #of}.
     *
     * @param example a complete object, for messages
     */
    static JsonObject like(String example, JsonValue value, String... names) {
        return new JsonObject(value, List.of(names), example);
    }

    /** Returns this object as a value, for errors that concern all of it. */
    public JsonValue value() {
        return value;
    }

    /**
     * Returns whether the object has a property, even if it is null in the text.
     *
     * @throws IllegalStateException if the name is not among those given to {@link #of}
     */
    public boolean has(String name) {
        return find(name) != null;
    }

    /** Returns a required property. */
    public JsonValue get(String name) {
        JsonValue property = find(name);
        if (property == null) {
            String shown = example == null ? "" : ", as in " + example;
            throw value.wrong("add the property \"" + name + "\"" + shown);
        }
        return property;
    }

    private @Nullable JsonValue find(String name) {
        if (!names.contains(name)) {
            throw new IllegalStateException("Add \"" + name + "\" to the names of this object's properties");
        }
        return properties.get(name);
    }

    /** Returns a required text, which must not be blank. */
    public String text(String name) {
        return get(name).text();
    }

    /** Returns an optional text, which must not be blank; null if it is absent. */
    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /** Returns a required whole number. */
    public long number(String name) {
        return get(name).number();
    }

    /** Returns a required boolean. */
    public boolean flag(String name) {
        return get(name).flag();
    }

    /** Returns an optional boolean; false if it is absent. */
    public boolean flagOrFalse(String name) {
        return has(name) && flag(name);
    }

    /** Returns the items of an optional list; none if it is absent. */
    public List<JsonValue> items(String name) {
        return has(name) ? get(name).items() : List.of();
    }

    /** Returns the texts of a required list. */
    public List<String> texts(String name) {
        return get(name).texts();
    }

    /** Returns the properties of an optional object of texts, which may be blank; none if it is absent. */
    public Map<String, String> textMap(String name) {
        return has(name) ? get(name).textMap() : Map.of();
    }
}
