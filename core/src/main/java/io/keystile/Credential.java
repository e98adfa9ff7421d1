package io.keystile;

import io.keystile.key.PresentedKey;
import org.jspecify.annotations.Nullable;

/**
 * What a request holds in the place of a key.
 *
 * @param problem why it holds no key; null if it holds one
 * @param source where the key was; of no meaning where there is none
 * @param key what is written like a key; null where there is a problem
 */
record Credential(
        @Nullable DenialReason problem,
        CredentialSource source,
        @Nullable PresentedKey key) {
    static final Credential NONE = problem(DenialReason.NO_CREDENTIAL);
    static final Credential AMBIGUOUS = problem(DenialReason.AMBIGUOUS_CREDENTIAL);
    static final Credential MALFORMED = problem(DenialReason.MALFORMED_KEY);

    static Credential of(CredentialSource source, PresentedKey key) {
        return new Credential(null, source, key);
    }

    private static Credential problem(DenialReason problem) {
        return new Credential(problem, CredentialSource.BEARER, null);
    }

    /** Tells whether there is a credential, good or not. */
    boolean isPresented() {
        return problem != DenialReason.NO_CREDENTIAL;
    }
}
