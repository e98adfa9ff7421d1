package io.keystile.conformance;

/** How clients connect to a container. */
public enum Connection {
    /** In clear text. */
    CLEAR("http"),
    /** Over TLS, with {@link ServerCertificate}. */
    TLS("https"),
    /** In clear text, to a container configured to report the connection as secure, as behind a proxy with TLS. */
    DECLARED_SECURE("http");

    private final String scheme;

    Connection(String scheme) {
        this.scheme = scheme;
    }

    /** Returns the scheme of URLs for this connection. */
    public String scheme() {
        return scheme;
    }
}
