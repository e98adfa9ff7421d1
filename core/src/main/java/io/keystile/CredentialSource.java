package io.keystile;

/** The field in which a key was sent. */
public enum CredentialSource {
    /** {@code Authorization: Bearer} (RFC 6750). */
    BEARER("Bearer"),
    /** The header of the application's choice, {@code X-API-Key} unless it says otherwise. */
    API_KEY_HEADER("ApiKey");

    private final String scheme;

    CredentialSource(String scheme) {
        this.scheme = scheme;
    }

    /** Returns the authentication scheme, as challenges and {@code getAuthType} name it. */
    public String scheme() {
        return scheme;
    }
}
