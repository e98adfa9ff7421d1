package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;

/** One of the changes that an {@link ApiKeyStore} makes together. */
public sealed interface StoreWrite {
    /** Adds a key, whose id is not taken and whose workspace exists. */
    record InsertKey(ApiKeyRecord key) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfKey(key.id());
        }
    }

    /** Replaces a key's record, if the store has the version before it. */
    record ReplaceKey(ApiKeyRecord next) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfKey(next.id());
        }
    }

    /** Removes a key, if the store has this version of it. */
    record DeleteKey(KeyId id, long version) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfKey(id);
        }
    }

    /** Adds a workspace, whose id is not taken. */
    record InsertWorkspace(WorkspaceRecord workspace) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfWorkspace(workspace.id());
        }
    }

    /** Replaces a workspace's record, if the store has the version before it. */
    record ReplaceWorkspace(WorkspaceRecord next) implements StoreWrite {
        @Override
        public StoreChange change() {
            return new StoreChange.OfWorkspace(next.id());
        }
    }

    /** Returns what may be different once it is made. */
    StoreChange change();
}
