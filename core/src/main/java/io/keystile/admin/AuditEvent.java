package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change of a key or a workspace by an actor. Immutable. Contains hashes, which do not print, but no secret. */
public sealed interface AuditEvent {
    /** The kinds of changes of a key. */
    enum KeyAction {
        /** The key was issued. */
        ISSUED,
        /** The key was imported. */
        IMPORTED,
        /** The key's settings were changed. */
        UPDATED,
        /** A successor was issued to replace the key. */
        REPLACED,
        /** The key was retired because a successor was used, or was rotated on a plan that bounds the live keys. */
        RETIRED,
        /** The key ended because it was not used for the longest idle time of its plan. */
        ENDED,
        /** The key was disabled. */
        DISABLED,
        /** The key was enabled again. */
        ENABLED,
        /** The key was revoked permanently. */
        REVOKED,
        /** The key's record was deleted. */
        DELETED
    }

    /** The kinds of changes of a workspace. */
    enum WorkspaceAction {
        /** The workspace was created. */
        CREATED,
        /** The workspace was imported. */
        IMPORTED,
        /** The workspace's record was changed, for example its plan, ceiling or own limits. */
        UPDATED,
        /** The workspace was suspended: all of its keys are denied. */
        SUSPENDED,
        /** The workspace was resumed: its keys work again. */
        RESUMED
    }

    /** Returns the time of the change. */
    Instant time();

    /** Returns the actor that made the change. */
    Actor actor();

    /**
     * A key was changed.
     *
     * @param before the record before the change; null if the key was added
     * @param after the record after the change; null if the key was deleted
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
     * @param before the record before the change; null if the workspace was added
     * @param after the record after the change
     */
    record OfWorkspace(
            Instant time,
            Actor actor,
            WorkspaceAction action,
            @Nullable WorkspaceRecord before,
            WorkspaceRecord after) implements AuditEvent {}
}
