package io.keystile.spring.boot;

import java.util.function.Function;
import java.util.function.Supplier;

/** Thrown if a property has a value that is not accepted; {@link WrongPropertyAnalyzer} shows it. */
final class WrongPropertyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String reason;
    private final String action;

    /**
     * Creates an exception.
     *
     * @param property the name of the property
     * @param reason what is wrong, as the rest of a sentence about the property; repeats no secret
     * @param action what to write instead, as a sentence
     */
    WrongPropertyException(String property, String reason, String action) {
        super(property + " " + reason + ". " + action);
        this.property = property;
        this.reason = reason;
        this.action = action;
    }

    /**
     * Returns the parsed value of a property.
     *
     * @param example a value that is accepted
     * @throws WrongPropertyException if {@code parser} throws {@code IllegalArgumentException}, with its message
     */
    static <T, R> R parse(String property, T value, Function<T, R> parser, String example) {
        return check(property, () -> parser.apply(value), example);
    }

    /** Returns what {@code made} returns; see {@link #parse}. */
    static <R> R check(String property, Supplier<R> made, String example) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new WrongPropertyException(
                    property, "is not accepted: " + e.getMessage(), "Write for example " + example + ".");
        }
    }

    String property() {
        return property;
    }

    String reason() {
        return reason;
    }

    String action() {
        return action;
    }
}
