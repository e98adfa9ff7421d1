package io.keystile.net;

/** Whether the client's connection is encrypted. */
public enum Transport {

    /** TLS: the peer's own connection, or the client's connection to a trusted proxy, as that proxy reports. */
    ENCRYPTED,

    /**
     * Clear text from a loopback peer, without any header that a reverse proxy adds, and not rewritten by the
     * container. A proxy on this host that adds no such header cannot be distinguished from a local client.
     */
    LOOPBACK_CLEAR,

    /** Clear text, or not known to be encrypted. */
    CLEAR
}
