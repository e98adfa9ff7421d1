package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that somebody changed. Immutable; holds hashes, which do not print, and no secret. */
public sealed interface AuditEvent {
    /** What was done to a key. */
    enum KeyAction {
        /** It was made. */
        ISSUED,
        /** It was taken over from elsewhere. */
        IMPORTED,
        /** Its settings were changed. */
        UPDATED,
        /** Another key was made to replace it. */
        REPLACED,
        /** It stopped working, because the key that replaces it was used. */
        RETIRED,
        /** It was disabled. */
        DISABLED,
        /** It was enabled again. */
        ENABLED,
        /** It was revoked for ever. */
        REVOKED,
        /** Its record was removed. */
        DELETED
    }

    /** What was done to a workspace. */
    enum WorkspaceAction {
        /** It was made. */
        CREATED,
        /** It was taken over from elsewhere. */
        IMPORTED,
        /** Its plan, its ceiling or its shared limits were changed. */
        UPDATED,
        /** None of its keys works any more. */
        SUSPENDED,
        /** Its keys work again. */
        RESUMED
    }

    /** Returns when. */
    Instant time();

    /** Returns who did it. */
    Actor actor();

    /**
     * A key was changed.
     *
     * @param before its record before; null if there was none
     * @param after its record now; null if there is none any more
     */
    record OfKey(
            Instant time,
            Actor actor,
            KeyAction action,
            @Nullable ApiKeyRecord before,
            @Nullable ApiKeyRecord after) implements AuditEvent {}

    /**
     * A workspace was changed.
     *
     * @param before its record before; null if there was none
     * @param after its record now
     */
    record OfWorkspace(
            Instant time,
            Actor actor,
            WorkspaceAction action,
            @Nullable WorkspaceRecord before,
            WorkspaceRecord after) implements AuditEvent {}
}
