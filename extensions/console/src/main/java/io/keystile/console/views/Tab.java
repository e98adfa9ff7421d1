package io.keystile.console.views;

/** A link of the navigation, which may lead to the current page. */
public record Tab(String href, String text, boolean current) {}
