package io.keystile.jdbc;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the last texts of a column were parsed to. Most keys have one of a few sets of permissions, and
 * parsing is a large part of a look-up. Keeps at most {@value #PLACES} texts of up to {@value #MAX_LENGTH} characters.
 * Thread-safe, if the parsed values are immutable.
 */
final class RecentTexts<T> {
    /** A power of two. */
    private static final int PLACES = 64;

    private static final int MAX_LENGTH = 1_024;

    private final Function<String, T> parser;

    /** Elements are immutable, so that threads may read and write them without order. */
    private final @Nullable Object[] parsed = new Object[PLACES];

    private record Parsed<T>(String text, T value) {}

    /**
     * Creates an empty memory.
     *
     * @param parser returns the same for the same text; an exception is thrown on, and is not remembered
     */
    RecentTexts(Function<String, T> parser) {
        this.parser = parser;
    }

    /** Returns what the text is parsed to. */
    T parse(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        @SuppressWarnings("unchecked") // nothing else is put into the array
        Parsed<T> found = (Parsed<T>) parsed[place];
        if (found != null && found.text().equals(text)) {
            return found.value();
        }
        T value = parser.apply(text);
        if (text.length() <= MAX_LENGTH) {
            parsed[place] = new Parsed<>(text, value);
        }
        return value;
    }
}
