package io.keystile;

import io.keystile.Decision.Denied;
import org.jspecify.annotations.Nullable;

/** The result of all checks except permissions and limits: a usable key, or a refusal. */
sealed interface Verification permits CompiledKey, Verification.Refusal {
    /** Returns the principal of the key if its secret was verified; else null. */
    @Nullable
    ApiKeyPrincipal verified();

    /**
     * A refusal.
     *
     * @param denied the denial
     * @param key the key if its secret was verified; else null
     */
    record Refusal(Denied denied, @Nullable CompiledKey key) implements Verification {
        @Override
        public @Nullable ApiKeyPrincipal verified() {
            return key == null ? null : key.principal();
        }
    }
}
