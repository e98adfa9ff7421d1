package io.keystile.console.views;

/**
 * A value that was changed by somebody else, or by this user, or by both.
 *
 * @param label the name of the field
 * @param now what it is now
 * @param wanted what this user wants
 */
public record Difference(String label, String now, String wanted) {}
