package io.keystile;

import io.keystile.key.PresentedKey;
import org.jspecify.annotations.Nullable;

/**
 * The credential of a request: a parsed key, or the reason why there is none.
 *
 * @param problem the reason why the request holds no key; null if it holds one
 * @param source the field in which the key was sent; without meaning if there is a problem
 * @param key the parsed key, not verified yet; null if there is a problem
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

    /** Returns whether the request brought a credential, well-formed or not. */
    boolean isPresented() {
        return problem != DenialReason.NO_CREDENTIAL;
    }
}
