package io.keystile.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connection and the header section of one HTTP request. Not thread-safe; one thread uses it. */
public interface IncomingRequest {

    /**
     * Returns the address of the TCP peer as the container reports it, not rewritten from forwarding headers; null if
     * the container reports none.
     */
    @Nullable
    String peerAddress();

    /**
     * Returns what replaced the peer's address by one from a forwarding header, for example {@code Tomcat's
     * RemoteIpValve}; null if the adapter sees no sign of that. Such a request never counts as a local client.
     */
    default @Nullable String addressRewriter() {
        return null;
    }

    /** Returns whether the TCP peer's own connection is TLS. Headers do not matter. */
    boolean secure();

    /**
     * Returns the value of every field line with this name, in the order received and not split at commas.
     *
     * @param name the field name, matched without regard to case
     * @return an empty list if there is no such line, never null
     */
    List<String> headers(String name);

    /**
     * Returns the method, such as {@code GET}, for logs; null if the adapter does not provide it. No decision depends
     * on it.
     */
    default @Nullable String method() {
        return null;
    }

    /**
     * Returns the path as it was sent, without the query, for logs; null if the adapter does not provide it. No
     * decision depends on it.
     */
    default @Nullable String path() {
        return null;
    }
}
