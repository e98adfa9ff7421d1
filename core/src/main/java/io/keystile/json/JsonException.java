package io.keystile.json;

/**
 * A JSON text is not what it should be. The message names line, column and path, and says what to write instead. It has
 * no cause, because a parser's exception would repeat parts of the text.
 */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String instruction;

    JsonException(JsonPlace place, String message) {
        super(place + ": " + message);
        this.pointer = place.pointer();
        this.instruction = message;
    }

    /** Returns the place in the text as a JSON pointer (RFC 6901); empty for the whole text. */
    public String pointer() {
        return pointer;
    }

    /** Returns what to write instead, without the place. */
    public String instruction() {
        return instruction;
    }
}
