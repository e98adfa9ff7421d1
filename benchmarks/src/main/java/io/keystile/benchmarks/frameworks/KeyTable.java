package io.keystile.benchmarks.frameworks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key table of an application that leaves everything else to a framework: holders by the key's SHA-256. */
final class KeyTable {
    /** The permission that every key holds and every call requires. */
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

    /** Returns the name of the key's holder, or null if the key is unknown. */
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
            throw new IllegalStateException("Every Java platform must support SHA-256", e);
        }
    }
}
