package io.keystile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as a container would show it: over TLS, from 192.0.2.7, unless said otherwise. */
public final class TestRequest implements AuthRequest {
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable String peer = "192.0.2.7";
    private boolean secure = true;
    private Requirement requirement = Requirement.validKey();
    private @Nullable String method;
    private @Nullable String rewriter;
    private @Nullable String path;

    public static TestRequest bearer(String key) {
        return new TestRequest().header("Authorization", "Bearer " + key);
    }

    public TestRequest header(String name, String value) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), ignored -> new ArrayList<>())
                .add(value);
        return this;
    }

    public TestRequest from(@Nullable String newPeer) {
        peer = newPeer;
        return this;
    }

    public TestRequest calling(String newMethod, String newPath) {
        method = newMethod;
        path = newPath;
        return this;
    }

    public TestRequest inClearText() {
        secure = false;
        return this;
    }

    public TestRequest rewrittenBy(String newRewriter) {
        rewriter = newRewriter;
        return this;
    }

    public TestRequest requiring(String... permissions) {
        requirement = Requirement.permission(permissions);
        return this;
    }

    public TestRequest costing(int permits) {
        requirement = requirement.withCost(permits);
        return this;
    }

    @Override
    public @Nullable String peerAddress() {
        return peer;
    }

    @Override
    public @Nullable String addressRewriter() {
        return rewriter;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public @Nullable String method() {
        return method;
    }

    @Override
    public @Nullable String path() {
        return path;
    }

    @Override
    public Requirement requirement() {
        return requirement;
    }
}
