package io.keystile.json;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON text. It has exactly one type and is never converted: {@code "1"} and {@code 1.0} are not whole
 * numbers.
 *
 * <p>A value of another type is a {@link JsonException} that names its place and does not repeat it. Immutable.
 */
public final class JsonValue {
    /** The values that no method returns. */
    enum Unreadable {
        NULL,
        FRACTION,
        TOO_LARGE
    }

    private final JsonPlace place;
    /** A map of properties, a list of items, a string, a long, a boolean, or {@link Unreadable}. */
    private final Object content;

    JsonValue(JsonPlace place, Object content) {
        this.place = place;
        this.content = content;
    }

    /** Returns whether this is null in the text. */
    public boolean isNull() {
        return content == Unreadable.NULL;
    }

    /** Returns this text, which must not be blank. */
    public String text() {
        String text = textOrBlank();
        if (text.isBlank()) {
            throw wrong("write a text that is not blank");
        }
        return text;
    }

    /** Returns this text, which may be blank. */
    public String textOrBlank() {
        if (content instanceof String text) {
            return text;
        }
        throw wrong("write a text, between quotation marks");
    }

    /** Returns this whole number. */
    public long number() {
        if (content instanceof Long number) {
            return number;
        }
        if (content == Unreadable.TOO_LARGE) {
            throw wrong("write a smaller whole number, of up to 18 digits");
        }
        throw wrong("write a whole number, without quotation marks, point or exponent");
    }

    /** Returns this boolean. */
    public boolean flag() {
        if (content instanceof Boolean flag) {
            return flag;
        }
        throw wrong("write true or false, without quotation marks");
    }

    /** Returns this text as an instant. */
    public Instant instant() {
        return time(Instant::parse, "write an instant like \"2026-01-31T12:00:00Z\"");
    }

    /** Returns this text as a duration. */
    public Duration duration() {
        return time(Duration::parse, "write a duration like \"PT1M\" for a minute or \"PT24H\" for a day");
    }

    private <T> T time(Function<String, T> parser, String instruction) {
        String text = text();
        try {
            return parser.apply(text);
        } catch (DateTimeException e) {
            throw wrong(instruction);
        }
    }

    /** Returns the items of this list; unmodifiable. */
    public List<JsonValue> items() {
        if (content instanceof List<?> items) {
            @SuppressWarnings("unchecked") // The reader puts nothing else into a list.
            List<JsonValue> values = (List<JsonValue>) items;
            return values;
        }
        throw wrong("write a list, between [ and ]");
    }

    /** Returns the texts of this list. */
    public List<String> texts() {
        return textsAs(text -> text);
    }

    /** Returns the results of {@code parser} for the texts of this list; see {@link #as}. */
    public <T> List<T> textsAs(Function<String, T> parser) {
        return items().stream().map(item -> item.as(parser)).toList();
    }

    /** Returns the properties of this object, all of which must be texts; they may be blank. */
    public Map<String, String> textMap() {
        Map<String, JsonValue> properties = properties();
        if (properties == null) {
            throw wrong("write an object of texts, between { and }");
        }
        Map<String, String> texts = new TreeMap<>();
        properties.forEach((name, value) -> texts.put(name, value.textOrBlank()));
        return texts;
    }

    /** Returns the properties of this object in the order of the text; unmodifiable. Null if this is not an object. */
    public @Nullable Map<String, JsonValue> properties() {
        if (content instanceof Map<?, ?> properties) {
            @SuppressWarnings("unchecked") // The reader puts nothing else into a map.
            Map<String, JsonValue> values = (Map<String, JsonValue>) properties;
            return values;
        }
        return null;
    }

    /**
     * Returns the result of {@code parser} for this text.
     *
     * @throws JsonException with the parser's message, if the parser throws an {@link IllegalArgumentException}
     */
    public <T> T as(Function<String, T> parser) {
        String text = text();
        return checked(() -> parser.apply(text));
    }

    /**
     * Returns the result of {@code supplier}.
     *
     * @throws JsonException with this place and the supplier's message, if the supplier throws an {@link
     *     IllegalArgumentException}; a {@code JsonException} from it keeps its own place
     */
    public <T> T checked(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns an exception for this place.
     *
     * @param message says what to write instead
     */
    public JsonException wrong(String message) {
        return new JsonException(place, message);
    }
}
