package io.keystile.store;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;

/**
 * A key and its workspace, as found by one look-up. Immutable.
 *
 * @param key the key's record
 * @param workspace the record of the key's workspace
 */
public record ResolvedKey(ApiKeyRecord key, WorkspaceRecord workspace) {
    /**
     * Checks that the key belongs to the workspace.
     *
     * @throws IllegalArgumentException if it does not
     */
    public ResolvedKey {
        if (!key.workspace().equals(workspace.id())) {
            throw new IllegalArgumentException("Key " + key.id() + " does not belong to workspace " + workspace.id());
        }
    }
}
