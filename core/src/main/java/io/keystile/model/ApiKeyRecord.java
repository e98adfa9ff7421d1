package io.keystile.model;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.PresentedKey;
import io.keystile.key.SecretHash;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a key; never the key itself. Immutable and thread-safe.
 *
 * @param id the public id, under which it is found
 * @param version 1 when issued, and one more with each change; a store takes a change only of the version it has
 * @param workspace the {@link WorkspaceRecord#id} it belongs to
 * @param environment what it was issued for, for example {@code live}
 * @param hash of the secret; up to 512 visible ASCII characters
 * @param status what was decided about it: any but {@link KeyStatus#EXPIRED}
 * @param settings what an administrator decides
 * @param createdAt when it was issued, cut to microseconds
 * @param createdBy who issued it, 1 to 100 printable characters
 * @param revocationReason why it was revoked, 1 to 200 printable characters; null while it is not
 * @param lineage what it has replaced and what has replaced it
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
    private static final Pattern HASH = Pattern.compile("[!-~]{1,512}");

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the version is less than 1, a text is not well-formed, the status is {@link
     *     KeyStatus#EXPIRED}, or there is a reason although the key is not revoked
     */
    public ApiKeyRecord {
        if (version < 1) {
            throw new IllegalArgumentException("A record's version is 1 or more; got " + version);
        }
        WorkspaceRecord.requireId(workspace);
        ApiKeyFormat.requireEnvironment(environment);
        if (!HASH.matcher(hash.encoded()).matches()) {
            throw new IllegalArgumentException("A hash is written in 1 to 512 visible ASCII characters");
        }
        requireCreator(createdBy);
        if (status == KeyStatus.EXPIRED) {
            throw new IllegalArgumentException("A key expires by its end, not by its status");
        }
        if ((revocationReason != null) != (status == KeyStatus.REVOKED)) {
            throw new IllegalArgumentException("A revoked key has a reason, and no other key has one");
        }
        if (revocationReason != null) {
            PrintableText.require("A reason", revocationReason, MAX_REASON);
        }
        createdAt = RecordTime.of(createdAt);
    }

    /**
     * Returns the name if a key can have been issued by somebody of that name.
     *
     * @throws IllegalArgumentException if it has not 1 to 100 printable characters
     */
    public static String requireCreator(String name) {
        return PrintableText.require("The name of who issues a key", name, MAX_CREATOR);
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

    /** Returns the instant from which the key no longer works: when it expires or retires; null for never. */
    public @Nullable Instant endsAt() {
        Instant expiresAt = settings.expiresAt();
        Instant retiresAt = lineage.retiresAt();
        if (expiresAt == null || retiresAt == null) {
            return expiresAt == null ? retiresAt : expiresAt;
        }
        return expiresAt.isBefore(retiresAt) ? expiresAt : retiresAt;
    }

    /** Returns where the key stands at that time; an active one whose end has come is {@link KeyStatus#EXPIRED}. */
    public KeyStatus statusAt(Instant now) {
        Instant end = endsAt();
        boolean over = status == KeyStatus.ACTIVE && end != null && !now.isBefore(end);
        return over ? KeyStatus.EXPIRED : status;
    }

    /** Returns the next version of this record, revoked. */
    public ApiKeyRecord revoked(String reason) {
        return changed(version + 1, hash, KeyStatus.REVOKED, settings, reason, lineage);
    }

    /**
     * Returns the next version of this record, disabled or enabled.
     *
     * @throws IllegalArgumentException if it is revoked
     */
    public ApiKeyRecord withDisabled(boolean disabled) {
        KeyStatus next = disabled ? KeyStatus.DISABLED : KeyStatus.ACTIVE;
        return changed(version + 1, hash, next, settings, revocationReason, lineage);
    }

    /** Returns the next version of this record, with other settings. */
    public ApiKeyRecord withSettings(ApiKeySettings newSettings) {
        return changed(version + 1, hash, status, newSettings, revocationReason, lineage);
    }

    /** Returns the next version of this record, with another hash of the same secret. */
    public ApiKeyRecord rehashed(SecretHash newHash) {
        return changed(version + 1, newHash, status, settings, revocationReason, lineage);
    }

    /**
     * Returns the next version of this record, replaced by another key.
     *
     * @param retiresAt when it stops working at the latest
     * @param untilSuccessorIsUsed whether it stops when the other is first used
     */
    public ApiKeyRecord replacedBy(KeyId successor, Instant retiresAt, boolean untilSuccessorIsUsed) {
        Lineage next = lineage.replacedBy(successor, retiresAt, untilSuccessorIsUsed);
        return changed(version + 1, hash, status, settings, revocationReason, next);
    }

    /** Returns the next version of this record of a replaced key, which stops working then. */
    public ApiKeyRecord retiringAt(Instant time) {
        return changed(version + 1, hash, status, settings, revocationReason, lineage.retiringAt(time));
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
