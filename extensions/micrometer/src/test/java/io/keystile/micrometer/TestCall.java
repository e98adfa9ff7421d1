package io.keystile.micrometer;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request over TLS with a key. */
record TestCall(String key, Requirement requirement) implements AuthRequest {
    @Override
    public @Nullable String peerAddress() {
        return "192.0.2.7";
    }

    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("Authorization") ? List.of("Bearer " + key) : List.of();
    }
}
