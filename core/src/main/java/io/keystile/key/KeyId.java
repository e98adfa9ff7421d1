package io.keystile.key;

/**
 * The public name of a key: what logs, metrics and screens show, and what a store finds a record by. It is no secret. It
 * is shorter than any key of {@link ApiKeyFormat}, so that a whole key is never taken for one.
 *
 * @param value 1 to 40 characters of {@code A-Z a-z 0-9 _ -}; keys of {@link ApiKeyFormat} have 12 letters and digits
 */
public record KeyId(String value) implements Comparable<KeyId> {
    private static final int MAX_LENGTH = 40;

    /**
     * Checks the characters and the length.
     *
     * @throws IllegalArgumentException if {@code value} is empty, too long, or has another character
     */
    public KeyId {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isAllAllowed(value)) {
            throw new IllegalArgumentException("A key id has 1 to 40 characters of A-Z, a-z, 0-9, _ and -");
        }
    }

    /** A loop, because every call makes an id, and a stream was a fifth of what a call allocates. */
    private static boolean isAllAllowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Base62.isDigit(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    /** Returns the id itself. */
    @Override
    public String toString() {
        return value;
    }
}
