package io.keystile.json;

/**
 * A JSON text is not what it should be. The message names line, column and path, and says what to write instead. It has
 * no cause, because a parser's exception would repeat parts of the text.
 */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    JsonException(JsonPlace place, String message) {
        super(place + ": " + message);
    }
}
