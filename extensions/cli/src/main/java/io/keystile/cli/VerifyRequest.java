package io.keystile.cli;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that consists of a key only and counts as sent over a secure connection.
 *
 * @param key the presented key; empty for none
 * @param peerAddress the caller's address; null if unknown
 * @param requirement the permissions that the request requires
 */
record VerifyRequest(String key, @Nullable String peerAddress, Requirement requirement) implements AuthRequest {
    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("X-API-Key") && !key.isEmpty() ? List.of(key) : List.of();
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return "VerifyRequest[from " + peerAddress + "]";
    }
}
