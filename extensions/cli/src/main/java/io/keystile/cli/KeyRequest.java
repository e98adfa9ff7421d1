package io.keystile.cli;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that brings a key and nothing else, over a connection that is safe.
 *
 * @param key what is presented; empty for none
 * @param peerAddress where it comes from; null for unknown
 * @param requirement what it asks for
 */
record KeyRequest(String key, @Nullable String peerAddress, Requirement requirement) implements AuthRequest {
    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("X-API-Key") && !key.isEmpty() ? List.of(key) : List.of();
    }

    /** Does not print the key. */
    @Override
    public String toString() {
        return "KeyRequest[from " + peerAddress + "]";
    }
}
