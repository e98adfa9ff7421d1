package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request over TLS, as a container would show it, with all its texts made beforehand. */
record MemoryRequest(String peerAddress, List<String> authorization, Requirement requirement) implements AuthRequest {

    static MemoryRequest of(String peerAddress, @Nullable String key, Requirement requirement) {
        List<String> authorization = key == null ? List.of() : List.of("Bearer " + key);
        return new MemoryRequest(peerAddress, authorization, requirement);
    }

    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("Authorization") ? authorization : List.of();
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "MemoryRequest[" + peerAddress + "]";
    }
}
