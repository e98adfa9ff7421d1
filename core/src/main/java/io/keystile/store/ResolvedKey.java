package io.keystile.store;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;

/**
 * A key together with the workspace it belongs to, as one look-up finds them. Immutable.
 *
 * @param key the key's record
 * @param workspace the record of the key's workspace
 */
public record ResolvedKey(ApiKeyRecord key, WorkspaceRecord workspace) {
    /**
     * Checks that the two belong together.
     *
     * @throws IllegalArgumentException if they do not
     */
    public ResolvedKey {
        if (!key.workspace().equals(workspace.id())) {
            throw new IllegalArgumentException(
                    "Key " + key.id() + " belongs to another workspace than " + workspace.id());
        }
    }
}
