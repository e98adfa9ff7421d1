package io.keystile.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request that counts how often its headers are read. */
final class FakeRequest implements IncomingRequest {

    private final @Nullable String peer;
    private final boolean secure;
    private final Map<String, List<String>> headers = new TreeMap<>();
    private int headerReads;

    private FakeRequest(@Nullable String peer, boolean secure) {
        this.peer = peer;
        this.secure = secure;
    }

    static FakeRequest tlsFrom(@Nullable String peer) {
        return new FakeRequest(peer, true);
    }

    static FakeRequest clearFrom(@Nullable String peer) {
        return new FakeRequest(peer, false);
    }

    FakeRequest with(String name, String... lines) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), absent -> new ArrayList<>())
                .addAll(List.of(lines));
        return this;
    }

    int headerReads() {
        return headerReads;
    }

    @Override
    public @Nullable String peerAddress() {
        return peer;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public List<String> headers(String name) {
        headerReads++;
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
