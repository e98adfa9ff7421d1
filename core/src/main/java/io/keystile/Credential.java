package io.keystile;

import org.jspecify.annotations.Nullable;

/**
 * The credential of a request: a key, which is then in the call's buffer, or the reason why there is none.
 *
 * @param problem the reason why the request holds no key; null if it holds one
 * @param source the field in which the key was sent; without meaning if there is a problem
 */
record Credential(@Nullable DenialReason problem, CredentialSource source) {
    static final Credential NONE = problem(DenialReason.NO_CREDENTIAL);
    static final Credential AMBIGUOUS = problem(DenialReason.AMBIGUOUS_CREDENTIAL);
    static final Credential MALFORMED = problem(DenialReason.MALFORMED_KEY);
    private static final Credential BEARER = new Credential(null, CredentialSource.BEARER);
    private static final Credential API_KEY_HEADER = new Credential(null, CredentialSource.API_KEY_HEADER);

    static Credential keyIn(CredentialSource source) {
        return switch (source) {
            case BEARER -> BEARER;
            case API_KEY_HEADER -> API_KEY_HEADER;
        };
    }

    private static Credential problem(DenialReason problem) {
        return new Credential(problem, CredentialSource.BEARER);
    }

    /** Returns whether the request brought a credential, well-formed or not. */
    boolean isPresented() {
        return problem != DenialReason.NO_CREDENTIAL;
    }
}
