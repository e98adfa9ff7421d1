package io.keystile.console.views;

import org.jspecify.annotations.Nullable;

/** A page that says something, and where to go next. */
public record MessagePage(
        String heading, String text, @Nullable Link next) {}
