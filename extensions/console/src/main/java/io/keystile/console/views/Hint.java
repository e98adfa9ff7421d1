package io.keystile.console.views;

/**
 * Something about a key that deserves a look.
 *
 * @param text a few words
 * @param warns whether somebody should do something
 */
public record Hint(String text, boolean warns) {}
