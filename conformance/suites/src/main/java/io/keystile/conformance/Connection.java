package io.keystile.conformance;

/** How clients of a container connect to it. */
public enum Connection {
    /** In clear text. */
    CLEAR("http"),
    /** Over TLS, with {@link ServerCertificate}. */
    TLS("https"),
    /** In clear text, while the container is told that it is secure, as behind a proxy that ends TLS. */
    DECLARED_SECURE("http");

    private final String scheme;

    Connection(String scheme) {
        this.scheme = scheme;
    }

    /** Returns the scheme of URLs. */
    public String scheme() {
        return scheme;
    }
}
