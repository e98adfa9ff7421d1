package io.keystile.benchmarks.authenticate;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request over TLS as a container presents it, with its texts created beforehand. */
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

    /** Omits the key. */
    @Override
    public String toString() {
        return "MemoryRequest[" + peerAddress + "]";
    }
}
