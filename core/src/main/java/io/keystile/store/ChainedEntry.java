package io.keystile.store;

import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An audit entry with its place in the {@linkplain AuditChain chain} of its workspace. Immutable.
 *
 * @param entry the change
 * @param number the number of the entry in its workspace, from 1 on, without gaps
 * @param hash SHA-256 of the previous entry's hash, the number and the change, in 64 hex digits; not checked here
 */
public record ChainedEntry(AuditEntry entry, long number, String hash) {
    private static final String DOMAIN = "keystile audit 1";

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ChainedEntry {
        if (number < 1) {
            throw new IllegalArgumentException("The number of an entry is 1 or more; got " + number);
        }
    }

    /** Returns the entry that follows an entry with the hash {@code previous}. */
    public static ChainedEntry after(String previous, long number, AuditEntry entry) {
        return new ChainedEntry(entry, number, hash(previous, number, entry));
    }

    /** Returns whether the hash is that of this entry after an entry with the hash {@code previous}. */
    boolean follows(String previous) {
        return hash.equals(hash(previous, number, entry));
    }

    /** Each text is preceded by its length, so that no two entries are the same bytes. */
    private static String hash(String previous, long number, AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(DOMAIN, out);
            write(previous, out);
            out.writeLong(number);
            write(entry.time(), out);
            write(entry.actor(), out);
            write(entry.action(), out);
            write(entry.workspace(), out);
            write(entry.key() == null ? null : entry.key().value(), out);
            write(entry.reason(), out);
            out.writeInt(entry.changes().size());
            for (FieldChange change : entry.changes()) {
                write(change.field(), out);
                write(change.before(), out);
                write(change.after(), out);
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can always be written", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void write(Instant time, DataOutputStream out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static void write(@Nullable String text, DataOutputStream out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
