package io.keystile.benchmarks.growth;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import io.keystile.key.PresentedKey;
import java.util.List;

/** A call over TLS with a key in the header {@code Authorization}. */
record CallRequest(List<String> authorization) implements AuthRequest {
    static final String PERMISSION = "flows:execute";
    private static final Requirement REQUIREMENT = Requirement.permission(PERMISSION);

    static CallRequest with(PresentedKey key) {
        return new CallRequest(List.of("Bearer " + key.reveal()));
    }

    @Override
    public String peerAddress() {
        return "127.0.0.1";
    }

    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public List<String> headers(String name) {
        return name.equalsIgnoreCase("Authorization") ? authorization : List.of();
    }

    @Override
    public Requirement requirement() {
        return REQUIREMENT;
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return "CallRequest";
    }
}
