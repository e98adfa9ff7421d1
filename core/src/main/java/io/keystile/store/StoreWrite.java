package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.AuditEntry;
import io.keystile.model.WorkspaceRecord;

/** A change for {@link ApiKeyStore#write}. */
public sealed interface StoreWrite {
    /** Adds a key. Its id must not be taken, and its workspace must exist. */
    record InsertKey(ApiKeyRecord key) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfKey(key.id());
        }
    }

    /** Replaces a key's record, if the store has the previous version. */
    record ReplaceKey(ApiKeyRecord next) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfKey(next.id());
        }
    }

    /** Deletes a key, if the store has this version of its record. */
    record DeleteKey(KeyId id, long version) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfKey(id);
        }
    }

    /** Adds a workspace. Its id must not be taken. */
    record InsertWorkspace(WorkspaceRecord workspace) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfWorkspace(workspace.id());
        }
    }

    /** Replaces a workspace's record, if the store has the previous version. */
    record ReplaceWorkspace(WorkspaceRecord next) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfWorkspace(next.id());
        }
    }

    /**
     * Appends an entry to the audit trail, together with the changes of the same call. Only for stores that {@linkplain
     * ApiKeyStore#audit keep} audit entries.
     *
     * @param keep how many of the newest entries of the workspace to keep, 1 or more; those before are deleted
     */
    record AppendAudit(AuditEntry entry, int keep) implements StoreWrite {
        /** Returns the notification for the change that the entry tells of. */
        @Override
        public StoreChange change() {
            return entry.key() == null
                    ? new StoreChange.OfWorkspace(entry.workspace())
                    : new StoreChange.OfKey(entry.key());
        }
    }

    /** Returns the notification for this change. */
    StoreChange change();
}
