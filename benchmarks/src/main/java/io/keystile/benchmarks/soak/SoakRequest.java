package io.keystile.benchmarks.soak;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call with a path and user agent of the client's choice. */
record SoakRequest(
        String peerAddress, boolean secure, @Nullable String key, String path, String userAgent)
        implements AuthRequest {
    static final String PERMISSION = "flows:execute";
    private static final Requirement REQUIREMENT = Requirement.permission(PERMISSION);

    @Override
    public List<String> headers(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "authorization" -> key == null ? List.of() : List.of("Bearer " + key);
            case "user-agent" -> List.of(userAgent);
            default -> List.of();
        };
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public Requirement requirement() {
        return REQUIREMENT;
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return "SoakRequest";
    }
}
