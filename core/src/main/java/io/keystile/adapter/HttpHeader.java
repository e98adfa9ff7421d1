package io.keystile.adapter;

/**
 * One field line of a response. A response may have several with the same name.
 *
 * @param name the field's name
 * @param value the field's value, visible ASCII and spaces
 */
public record HttpHeader(String name, String value) {}
