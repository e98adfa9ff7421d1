package io.keystile.console.views;

/** What is wrong with a field of a form. */
public record FieldError(String field, String message) {}
