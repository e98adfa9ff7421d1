package io.keystile;

import org.jspecify.annotations.Nullable;

/**
 * What a request holds in the place of a key.
 *
 * @param problem why it holds no token that could be a key; null if it holds one
 * @param source where the token was; of no meaning where there is none
 * @param token text that could be a key; empty where there is none
 */
record Credential(@Nullable DenialReason problem, CredentialSource source, String token) {
    static final Credential NONE = problem(DenialReason.NO_CREDENTIAL);
    static final Credential AMBIGUOUS = problem(DenialReason.AMBIGUOUS_CREDENTIAL);
    static final Credential MALFORMED = problem(DenialReason.MALFORMED_KEY);

    static Credential token(CredentialSource source, String token) {
        return new Credential(null, source, token);
    }

    private static Credential problem(DenialReason problem) {
        return new Credential(problem, CredentialSource.BEARER, "");
    }

    /** Tells whether there is a credential, good or not. */
    boolean isPresented() {
        return problem != DenialReason.NO_CREDENTIAL;
    }

    /** Says nothing of the token, which may be a key. */
    @Override
    public String toString() {
        return "Credential[" + (problem == null ? "token" : problem) + "]";
    }
}
