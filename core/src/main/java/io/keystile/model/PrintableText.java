package io.keystile.model;

/**
 * Validates names and reasons of records: text that every store can keep. The administration checks new texts more
 * strictly, in {@code io.keystile.admin}; a record that a store already holds must stay readable.
 */
final class PrintableText {
    private PrintableText() {}

    /**
     * Returns {@code text} if it has 1 to {@code max} characters, not all blank, no control character and no half of a
     * surrogate pair.
     *
     * @param what the subject of the exception's message, which does not contain the text
     * @throws IllegalArgumentException if the text is not valid
     */
    static String require(String what, String text, int max) {
        if (text.isBlank() || !isPrintable(text, max)) {
            throw new IllegalArgumentException(what + " has 1 to " + max + " printable characters");
        }
        return text;
    }

    static boolean isPrintable(String text, int max) {
        if (text.length() > max) {
            return false;
        }
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE) {
                return false;
            }
        }
        return true;
    }
}
