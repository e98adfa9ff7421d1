package io.keystile.model;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of a key, which never contains the plaintext key. Immutable and thread-safe.
 *
 * @param id the public id, by which the record is found
 * @param version 1 when issued, incremented by each change; a store replaces a record only by its next version
 * @param workspace the {@link WorkspaceRecord#id} of the key's workspace
 * @param environment the environment that the key was issued for, for example {@code live}
 * @param hash the hash of the secret; up to 512 visible ASCII characters
 * @param status the stored status: any but {@link KeyStatus#EXPIRED}, which is derived from {@link #endsAt}
 * @param settings the settings that an administrator chooses
 * @param createdAt when the key was issued, truncated to microseconds
 * @param createdBy the name of the actor who issued it, 1 to 100 printable characters
 * @param revocationReason why the key was revoked, 1 to 200 printable characters; null if it is not revoked, or was
 *     revoked without a reason
 * @param lineage its predecessor and its successor
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
        String createdBy,
        @Nullable String revocationReason,
        Lineage lineage) {
    private static final int MAX_CREATOR = 100;
    private static final int MAX_REASON = 200;
    private static final String UNKNOWN_SCHEME = "unknown";
    private static final Pattern HASH = Pattern.compile("[!-~]{1,512}");

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the version is less than 1, a text is not well-formed, the status is {@link
     *     KeyStatus#EXPIRED}, or a key that is not revoked has a revocation reason
     */
    public ApiKeyRecord {
        if (version < 1) {
            throw new IllegalArgumentException("A record's version is 1 or more; got " + version);
        }
        WorkspaceRecord.requireId(workspace);
        // Few names for many keys, so they share one text.
        environment = ApiKeyFormat.requireEnvironment(environment).intern();
        // The text of a known scheme is always visible ASCII of at most 256 characters.
        if (hash.scheme().equals(UNKNOWN_SCHEME)
                && !HASH.matcher(hash.encoded()).matches()) {
            throw new IllegalArgumentException("A hash must have 1 to 512 visible ASCII characters");
        }
        requireCreator(createdBy);
        if (status == KeyStatus.EXPIRED) {
            throw new IllegalArgumentException("The status EXPIRED is derived from the expiry and cannot be stored");
        }
        if (revocationReason != null && status != KeyStatus.REVOKED) {
            throw new IllegalArgumentException("Only a revoked key has a revocation reason");
        }
        if (revocationReason != null) {
            PrintableText.require("A reason", revocationReason, MAX_REASON);
        }
        createdAt = RecordTime.of(createdAt);
    }

    /**
     * Returns {@code name} if it is a valid actor's name.
     *
     * @throws IllegalArgumentException if it does not have 1 to 100 printable characters
     */
    public static String requireCreator(String name) {
        return PrintableText.require("An actor's name", name, MAX_CREATOR);
    }

    /**
     * Returns a record for a key from the application's own tables: active, granting nothing, with the id as its name.
     * Add further values with {@link #withSettings}, {@link #withDisabled}, {@link #revoked} and {@link #withCreation}.
     *
     * @throws IllegalArgumentException if a text is not well-formed
     */
    public static ApiKeyRecord existing(KeyId id, String workspace, String environment, SecretHash hash) {
        return new ApiKeyRecord(
                id,
                1,
                workspace,
                environment,
                hash,
                KeyStatus.ACTIVE,
                ApiKeySettings.named(id.value()),
                Instant.EPOCH,
                "unknown",
                null,
                Lineage.NONE);
    }

    /** Returns this version of the record with another time of creation and another creator. */
    public ApiKeyRecord withCreation(Instant newCreatedAt, String newCreatedBy) {
        return new ApiKeyRecord(
                id,
                version,
                workspace,
                environment,
                hash,
                status,
                settings,
                newCreatedAt,
                newCreatedBy,
                revocationReason,
                lineage);
    }

    /** Returns the first version of the record of a new key. */
    public static ApiKeyRecord issued(
            PresentedKey key,
            SecretHash hash,
            String workspace,
            ApiKeySettings settings,
            Instant now,
            String createdBy,
            Lineage lineage) {
        return new ApiKeyRecord(
                key.id(),
                1,
                workspace,
                key.environment(),
                hash,
                KeyStatus.ACTIVE,
                settings,
                now,
                createdBy,
                null,
                lineage);
    }

    /**
     * Returns the first key of the chain of rotations that led to this key, or this key's id if it replaced none. All
     * keys of the chain share their own limits.
     */
    public KeyId origin() {
        if (lineage.origin() != null) {
            return lineage.origin();
        }
        // A record that was written before origins were stored.
        return lineage.predecessor() != null ? lineage.predecessor() : id;
    }

    /** Returns the earlier of the key's expiry and retirement, from which it no longer works; null for never. */
    public @Nullable Instant endsAt() {
        Instant expiresAt = settings.expiresAt();
        Instant retiresAt = lineage.retiresAt();
        if (expiresAt == null || retiresAt == null) {
            return expiresAt == null ? retiresAt : expiresAt;
        }
        return expiresAt.isBefore(retiresAt) ? expiresAt : retiresAt;
    }

    /**
     * Returns the effective status at an instant: {@link KeyStatus#EXPIRED} for an active key from its end on.
     */
    public KeyStatus statusAt(Instant now) {
        Instant end = endsAt();
        boolean over = status == KeyStatus.ACTIVE && end != null && !now.isBefore(end);
        return over ? KeyStatus.EXPIRED : status;
    }

    /** Returns the next version of this record, revoked; a null reason means none. */
    public ApiKeyRecord revoked(@Nullable String reason) {
        return changed(nextVersion(), hash, KeyStatus.REVOKED, settings, reason, lineage);
    }

    /**
     * Returns the next version of this record, disabled or enabled.
     *
     * @throws IllegalArgumentException if it is revoked
     */
    public ApiKeyRecord withDisabled(boolean disabled) {
        KeyStatus next = disabled ? KeyStatus.DISABLED : KeyStatus.ACTIVE;
        return changed(nextVersion(), hash, next, settings, revocationReason, lineage);
    }

    /** Returns the next version of this record, with other settings. */
    public ApiKeyRecord withSettings(ApiKeySettings newSettings) {
        return changed(nextVersion(), hash, status, newSettings, revocationReason, lineage);
    }

    /** Returns the next version of this record, with another hash of the same secret. */
    public ApiKeyRecord rehashed(SecretHash newHash) {
        return changed(nextVersion(), newHash, status, settings, revocationReason, lineage);
    }

    /**
     * Returns the next version of this record, replaced by another key.
     *
     * @param retiresAt the latest instant from which this key no longer works
     * @param untilSuccessorIsUsed whether this key already retires when the successor is first used
     */
    public ApiKeyRecord replacedBy(KeyId successor, Instant retiresAt, boolean untilSuccessorIsUsed) {
        Lineage next = lineage.replacedBy(successor, retiresAt, untilSuccessorIsUsed);
        return changed(nextVersion(), hash, status, settings, revocationReason, next);
    }

    /** Returns the next version of this record of a rotated key, which no longer works from {@code time} on. */
    public ApiKeyRecord retiringAt(Instant time) {
        return changed(nextVersion(), hash, status, settings, revocationReason, lineage.retiringAt(time));
    }

    private long nextVersion() {
        return RecordVersion.next(version, "Key " + id);
    }

    private ApiKeyRecord changed(
            long newVersion,
            SecretHash newHash,
            KeyStatus newStatus,
            ApiKeySettings newSettings,
            @Nullable String newReason,
            Lineage newLineage) {
        return new ApiKeyRecord(
                id,
                newVersion,
                workspace,
                environment,
                newHash,
                newStatus,
                newSettings,
                createdAt,
                createdBy,
                newReason,
                newLineage);
    }
}
