package io.keystile.console.views;

/** A link. */
public record Link(String href, String text) {}
