package io.keystile.net;

/** The one header in which the trusted proxies name the client. */
public enum ForwardingHeader {

    /** {@code X-Forwarded-For}, a list of addresses, with the scheme in {@code X-Forwarded-Proto}. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** {@code Forwarded} (RFC 7239), which has the address ({@code for}) and the scheme ({@code proto}) in one. */
    FORWARDED("Forwarded");

    private final String fieldName;

    ForwardingHeader(String fieldName) {
        this.fieldName = fieldName;
    }

    String fieldName() {
        return fieldName;
    }
}
