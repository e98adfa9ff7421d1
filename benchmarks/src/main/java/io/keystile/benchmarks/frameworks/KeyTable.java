package io.keystile.benchmarks.frameworks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of keys of an application that leaves the rest to a framework: who holds a key, by its SHA-256. */
final class KeyTable {
    /** The one permission that every key has and every call asks for. */
    static final String PERMISSION = "flows:execute";

    private final Map<ByteBuffer, Row> rows = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // rows are not compared
    private record Row(byte[] digest, String holder) {}

    KeyTable(Workload workload) {
        workload.issued().forEach(key -> {
            byte[] digest = sha256(key.reveal());
            rows.put(ByteBuffer.wrap(digest), new Row(digest, key.id().value()));
        });
    }

    /** Returns the name of who holds the key, or null if nobody issued it. */
    @Nullable
    String holderOf(String key) {
        byte[] digest = sha256(key);
        Row row = rows.get(ByteBuffer.wrap(digest));
        return row != null && MessageDigest.isEqual(row.digest(), digest) ? row.holder() : null;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
