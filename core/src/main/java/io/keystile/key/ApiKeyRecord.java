package io.keystile.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a key; never the key itself. Immutable and thread-safe.
 *
 * @param id the public id, under which it is found
 * @param version 1 when issued, and one more with each change; a store takes a change only of the version it has
 * @param workspace the {@link WorkspaceRecord#id} it belongs to
 * @param environment what it was issued for, for example {@code live}
 * @param hash of the secret
 * @param status where it stands in its life
 * @param settings what an administrator decides
 * @param createdAt when it was issued
 * @param revocationReason why it was revoked, up to 200 characters; null while it is not
 */
public record ApiKeyRecord(
        KeyId id,
        long version,
        String workspace,
        String environment,
        SecretHash hash,
        KeyStatus status,
        ApiKeySettings settings,
        Instant createdAt,
        @Nullable String revocationReason) {
    private static final int MAX_REASON = 200;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the version is less than 1, the environment or the reason is not well-formed,
     *     or there is a reason although the key is not revoked
     */
    public ApiKeyRecord {
        if (version < 1) {
            throw new IllegalArgumentException("A record's version is 1 or more; got " + version);
        }
        WorkspaceRecord.requireId(workspace);
        ApiKeyFormat.requireEnvironment(environment);
        if ((revocationReason != null) != (status == KeyStatus.REVOKED)) {
            throw new IllegalArgumentException("A revoked key has a reason, and no other key has one");
        }
        if (revocationReason != null && (revocationReason.isBlank() || revocationReason.length() > MAX_REASON)) {
            throw new IllegalArgumentException("A reason has 1 to " + MAX_REASON + " characters");
        }
    }

    /** Returns the first version of the record of a new key. */
    public static ApiKeyRecord issued(
            PresentedKey key, SecretHash hash, String workspace, ApiKeySettings settings, Instant now) {
        return new ApiKeyRecord(key.id(), 1, workspace, key.environment(), hash, KeyStatus.ACTIVE, settings, now, null);
    }

    /** Returns the next version of this record, revoked. */
    public ApiKeyRecord revoked(String reason) {
        return new ApiKeyRecord(
                id, version + 1, workspace, environment, hash, KeyStatus.REVOKED, settings, createdAt, reason);
    }
}
