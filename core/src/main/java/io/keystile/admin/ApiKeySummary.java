package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.store.LastUse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as shown on a screen: its record without the hash. Immutable.
 *
 * @param id the public id
 * @param displayPrefix the start of the key, by which people recognise it, for example {@code pk_live_aB3d…}; for a
 *     key of another format, the start of its id
 * @param workspace the id of its workspace
 * @param environment the environment that it was issued for
 * @param status its effective status when the summary was made: {@link KeyStatus#EXPIRED} from its end on
 * @param settings the settings that an administrator chooses: name, permissions, limits, allowlist, services, owner,
 *     tags
 * @param createdAt when it was issued
 * @param createdBy the name of the actor who issued it
 * @param endsAt the instant from which it no longer works, because it expires or was rotated; null for never
 * @param revocationReason why it was revoked; null if it was not, or without a reason
 * @param lineage its predecessor and its successor
 * @param lastUse when and from where it was last granted a call; null if that was never recorded
 */
public record ApiKeySummary(
        KeyId id,
        String displayPrefix,
        String workspace,
        String environment,
        KeyStatus status,
        ApiKeySettings settings,
        Instant createdAt,
        String createdBy,
        @Nullable Instant endsAt,
        @Nullable String revocationReason,
        Lineage lineage,
        @Nullable LastUse lastUse) {}
