package io.keystile.console.views;

import org.jspecify.annotations.Nullable;

/**
 * A key that something is said of.
 *
 * @param id the key's id
 * @param name the key's name, or null if it was deleted
 */
public record KeyLink(String id, @Nullable String name) {}
