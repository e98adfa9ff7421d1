package io.keystile.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the connection and the header of one request say. Used by one thread. */
public interface IncomingRequest {

    /**
     * The address of the TCP peer as the container reports it, before any rewriting from forwarding headers; null if it
     * reports none.
     */
    @Nullable
    String peerAddress();

    /** Whether the connection from the TCP peer is TLS, whatever any header says. */
    boolean secure();

    /**
     * The value of every field line with this name, in the order received and not split at commas.
     *
     * @param name matched regardless of case
     * @return empty if there is no such line, never null
     */
    List<String> headers(String name);

    /** The method, such as {@code GET}, for logs; null if the adapter does not tell. No decision depends on it. */
    default @Nullable String method() {
        return null;
    }

    /**
     * The path as it was sent, without the query, for logs; null if the adapter does not tell. No decision depends on it.
     */
    default @Nullable String path() {
        return null;
    }
}
