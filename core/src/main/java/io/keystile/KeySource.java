package io.keystile;

import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreFacts;
import org.jspecify.annotations.Nullable;

/**
 * The source of an authenticator's keys.
 *
 * @param lookup finds keys
 * @param store the same object as a store, which notifies of changes and can be written; null if it is only a look-up
 */
record KeySource(ApiKeyLookup lookup, @Nullable ApiKeyStore store) {
    static KeySource of(ApiKeyStore store) {
        return new KeySource(store, store);
    }

    static KeySource of(ApiKeyLookup lookup) {
        return new KeySource(lookup, null);
    }

    /**
     * Checks that the options accept an environment and, for a store, that its plans and peppers are configured.
     *
     * @throws IllegalStateException if they do not
     */
    void requireFits(AuthenticatorOptions<?> options) {
        options.requireEnvironments();
        if (store != null) {
            store.workspaces().forEach(workspace -> requirePlan(workspace, options));
            store.hashSchemes().forEach(scheme -> requirePepper(scheme, options));
        }
    }

    /**
     * Checks that a store belongs to the brand and the peppers of the options; see {@link StoreFacts}.
     *
     * @throws IllegalStateException if it does not
     */
    void requireAgrees(AuthenticatorOptions<?> options) {
        if (store != null) {
            StoreFacts.check(store, options.formats, options.hasher);
        }
    }

    /**
     * Checks that the pepper of a scheme is configured. Other unknown schemes pass: they may be a later version's, and
     * only the keys that use them are denied.
     */
    private static void requirePepper(String scheme, AuthenticatorOptions<?> options) {
        if (scheme.startsWith("hmac-sha256") && !options.hasher.canVerify(scheme)) {
            throw new IllegalStateException("Keys in the store are hashed with a pepper that is not configured ("
                    + scheme + "); configure it, or revoke the keys that need it");
        }
    }

    private static void requirePlan(WorkspaceRecord workspace, AuthenticatorOptions<?> options) {
        if (options.plans.find(workspace.plan()).isEmpty()) {
            throw new IllegalStateException("Workspace " + workspace.id() + " has plan \"" + workspace.plan()
                    + "\", which is not in " + options.plans + "; add it with .plans(Plans.standard().with(…))");
        }
    }
}
