package io.keystile.console;

import io.keystile.admin.KeyDirectory;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to a route, by a user who may make it. Used by one thread.
 *
 * @param request the request as it came
 * @param user who sent it
 * @param directory the keys and workspaces that the user sees
 * @param now the time of the request
 * @param workspaceOrNull the workspace of the path
 * @param keyOrNull the key of the path, a key of that workspace
 * @param query the fields of the query
 * @param form the fields of the form; none for a request that only reads
 * @param root the relative path to the mount
 */
record Call(
        ConsoleRequest request,
        ConsoleUser user,
        KeyDirectory directory,
        Instant now,
        @Nullable WorkspaceRecord workspaceOrNull,
        @Nullable ApiKeyRecord keyOrNull,
        Fields query,
        Fields form,
        String root) {

    WorkspaceRecord workspace() {
        return Objects.requireNonNull(workspaceOrNull, "the route has no workspace");
    }

    ApiKeyRecord key() {
        return Objects.requireNonNull(keyOrNull, "the route has no key");
    }
}
