package io.keystile.net;

/** How a request travelled from the client. */
public enum Transport {

    /** Over TLS: on the connection itself, or on the client's connection to a trusted proxy that says so. */
    ENCRYPTED,

    /**
     * In clear text, but from a loopback peer, and without any header by which a reverse proxy would show itself. A proxy
     * on this host that adds no such header cannot be told apart from a local client.
     */
    LOOPBACK_CLEAR,

    /** In clear text, or not known to be encrypted. */
    CLEAR
}
