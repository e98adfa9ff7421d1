package io.keystile.model;

/** Bounds for what people write: one line that every store can keep and no screen is upset by. */
final class PrintableText {
    private PrintableText() {}

    /**
     * Returns {@code text} if it has 1 to {@code max} characters, not all blank, no control character and no half of a
     * surrogate pair.
     *
     * @param what names it in the message, which does not repeat it
     * @throws IllegalArgumentException if not
     */
    static String require(String what, String text, int max) {
        if (text.isBlank() || !isPrintable(text, max)) {
            throw new IllegalArgumentException(what + " has 1 to " + max + " printable characters");
        }
        return text;
    }

    static boolean isPrintable(String text, int max) {
        return text.length() <= max && text.codePoints().noneMatch(PrintableText::isUnprintable);
    }

    private static boolean isUnprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
