package io.keystile.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.keystile.json.JsonValue.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON texts strictly, per RFC 8259. A text is one value and nothing else: no comments, no property twice in an
 * object, at most {@value #MAX_DEPTH} objects and lists inside each other. Bytes are UTF-8, with or without a byte
 * order mark, or UTF-16 with one.
 *
 * <p>{@link #read(byte[])} returns a whole text. An instance reads the properties of one large object in a fixed order
 * and holds one item of a list in memory at a time. It is for one thread. All methods throw {@link JsonException} for a
 * text that does not fit; the message repeats at most one character and short property names.
 */
public final class JsonReader implements AutoCloseable {
    static final int MAX_DEPTH = 32;

    private static final String NOT_JSON = "this is not JSON";
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final JsonPlace root;
    /** Whether the parser has read on to the next property, or the end, instead of the property asked for. */
    private boolean isAtNextName;

    private JsonReader(JsonParser parser, String name) {
        this.parser = parser;
        this.root = JsonPlace.start(name);
    }

    /** Returns a reader of a text that is one object. */
    public static JsonReader of(byte[] text) {
        return of(TextDecoder.decode(text), "");
    }

    private static JsonReader of(CharBuffer text, String name) {
        try {
            int start = text.arrayOffset() + text.position();
            return new JsonReader(FACTORY.createParser(text.array(), start, text.remaining()), name);
        } catch (IOException e) {
            throw new UncheckedIOException("Text in memory can always be read", e);
        }
    }

    /** Returns the value of a whole text. */
    public static JsonValue read(byte[] text) {
        return read(TextDecoder.decode(text), "");
    }

    /**
     * Returns the value of a whole text.
     *
     * @param name begins the paths in messages, such as the name of the column that the text comes from
     */
    public static JsonValue read(String text, String name) {
        return read(CharBuffer.wrap(text.toCharArray()), name);
    }

    private static JsonValue read(CharBuffer text, String name) {
        try (JsonReader reader = of(text, name)) {
            if (reader.next() == null) {
                throw new JsonException(reader.root, "the text is empty; write a JSON value");
            }
            JsonValue value = reader.value(reader.root, 1);
            reader.requireEnd();
            return value;
        }
    }

    /** Reads the start of the object. */
    public void startObject() {
        require(next() == JsonToken.START_OBJECT, "the text must be one object, between { and }");
    }

    /** Returns the value of the next property, which must have this name. */
    public JsonValue property(String name) {
        requireName(name);
        next();
        return value(here(name), 2);
    }

    /** Returns the value of the next property, or null if that has another name. Another property must follow. */
    public @Nullable JsonValue propertyOrNull(String name) {
        boolean isHere = next() == JsonToken.FIELD_NAME && name.equals(read(JsonParser::currentName));
        isAtNextName = !isHere;
        if (!isHere) {
            return null;
        }
        next();
        return value(here(name), 2);
    }

    /** Passes each item of a list to {@code reader}; the list is the next property, which must have this name. */
    public void items(String name, Consumer<JsonValue> reader) {
        requireName(name);
        readItems(name, reader);
    }

    /** Passes each item of a list to {@code reader}, if the next property has this name; returns whether it has. */
    public boolean itemsIfNext(String name, Consumer<JsonValue> reader) {
        boolean isHere = next() == JsonToken.FIELD_NAME && name.equals(read(JsonParser::currentName));
        isAtNextName = !isHere;
        if (isHere) {
            readItems(name, reader);
        }
        return isHere;
    }

    private void readItems(String name, Consumer<JsonValue> reader) {
        require(next() == JsonToken.START_ARRAY, "\"" + name + "\" must be a list, between [ and ]");
        JsonPlace list = here(name);
        for (int i = 0; next() != JsonToken.END_ARRAY; i++) {
            reader.accept(value(here(list, i), 3));
        }
    }

    /** Reads the end of the object, which must be the end of the text. */
    public void endObject() {
        JsonToken token = isAtNextName ? parser.currentToken() : next();
        isAtNextName = false;
        require(token == JsonToken.END_OBJECT, "the object must end here with }");
        requireEnd();
    }

    private void requireEnd() {
        require(next() == null, "the text must end here; delete the rest");
    }

    private void requireName(String name) {
        JsonToken token = isAtNextName ? parser.currentToken() : next();
        isAtNextName = false;
        boolean isNamed = token == JsonToken.FIELD_NAME && name.equals(read(JsonParser::currentName));
        require(isNamed, "the property \"" + name + "\" must stand here");
    }

    private void require(boolean isMet, String rule) {
        if (!isMet) {
            throw wrong(parser.currentTokenLocation(), rule);
        }
    }

    private JsonException wrong(JsonLocation location, String message) {
        return new JsonException(root.at(location.getLineNr(), location.getColumnNr()), message);
    }

    private JsonValue value(JsonPlace place, int depth) {
        if (depth > MAX_DEPTH) {
            throw new JsonException(place, "more than " + MAX_DEPTH + " lists and objects stand inside each other");
        }
        return new JsonValue(place, content(place, depth));
    }

    private Object content(JsonPlace place, int depth) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> properties(place, depth);
            case START_ARRAY -> list(place, depth);
            case VALUE_STRING -> read(JsonParser::getText);
            case VALUE_NUMBER_INT -> read(JsonReader::wholeNumber);
            case VALUE_NUMBER_FLOAT -> Unreadable.FRACTION;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> Unreadable.NULL;
        };
    }

    private static Object wholeNumber(JsonParser parser) throws IOException {
        boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return fits ? (Object) parser.getLongValue() : Unreadable.TOO_LARGE;
    }

    private Map<String, JsonValue> properties(JsonPlace object, int depth) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        while (next() == JsonToken.FIELD_NAME) {
            String name = read(JsonParser::currentName);
            if (properties.containsKey(name)) {
                throw new JsonException(here(object, name), "this property stands here twice; delete one of them");
            }
            next();
            properties.put(name, value(here(object, name), depth + 1));
        }
        return Collections.unmodifiableMap(properties);
    }

    private List<JsonValue> list(JsonPlace list, int depth) {
        List<JsonValue> items = new ArrayList<>();
        for (int i = 0; next() != JsonToken.END_ARRAY; i++) {
            items.add(value(here(list, i), depth + 1));
        }
        return Collections.unmodifiableList(items);
    }

    private JsonPlace here(String name) {
        return here(root, name);
    }

    /** Returns the place of the current token. */
    private JsonPlace here(JsonPlace parent, Object step) {
        JsonLocation location = parser.currentTokenLocation();
        return parent.child(step, location.getLineNr(), location.getColumnNr());
    }

    /** Moves to the next token, and returns null at the end of the text. */
    private @Nullable JsonToken next() {
        return read(JsonParser::nextToken);
    }

    /** A call of the parser, which reads on for some of them. */
    private interface Call<T extends @Nullable Object> {
        T on(JsonParser parser) throws IOException;
    }

    private <T extends @Nullable Object> T read(Call<T> call) {
        try {
            return call.on(parser);
        } catch (JsonProcessingException e) {
            JsonLocation known = e.getLocation();
            throw wrong(known == null ? parser.currentLocation() : known, explain(e));
        } catch (IOException e) {
            throw new UncheckedIOException("Text in memory can always be read", e);
        }
    }

    /** Returns what is wrong. Most messages of the parser repeat parts of the text, such as an unquoted secret. */
    private static String explain(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "the text ends too early; complete it";
        }
        String message = e.getOriginalMessage();
        if (message.contains("exceeds the maximum")) {
            return "this text, number or name is too long";
        }
        if (message.contains("comment")) {
            return NOT_JSON + ": delete the comment";
        }
        if (message.startsWith("Unexpected close marker")) {
            return NOT_JSON + ": } or ] closes a bracket of the other kind";
        }
        boolean quotesOneCharacter =
                message.startsWith("Unexpected character") || message.startsWith("Illegal unquoted character");
        return quotesOneCharacter ? NOT_JSON + ": " + message : NOT_JSON;
    }

    /** Releases the parser's buffers. */
    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Text in memory can always be closed", e);
        }
    }
}
