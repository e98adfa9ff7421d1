package io.keystile.net;

/** The header in which the trusted proxies name the client. */
public enum ForwardingHeader {

    /** {@code X-Forwarded-For}, a list of addresses; the scheme is in {@code X-Forwarded-Proto}. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** {@code Forwarded} (RFC 7239), which contains both the address ({@code for}) and the scheme ({@code proto}). */
    FORWARDED("Forwarded");

    private final String fieldName;

    ForwardingHeader(String fieldName) {
        this.fieldName = fieldName;
    }

    String fieldName() {
        return fieldName;
    }
}
