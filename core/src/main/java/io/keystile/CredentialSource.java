package io.keystile;

/** The field in which a key was sent. */
public enum CredentialSource {
    /** {@code Authorization: Bearer} (RFC 6750). */
    BEARER("Bearer"),
    /**
     * The API-key header, {@code X-API-Key} unless {@link AuthenticatorOptions#apiKeyHeader} sets another; or {@code
     * Authorization: ApiKey}, which counts as the same.
     */
    API_KEY_HEADER("ApiKey");

    private final String scheme;

    CredentialSource(String scheme) {
        this.scheme = scheme;
    }

    /** Returns the authentication scheme, as used in challenges and by {@code getAuthType}. */
    public String scheme() {
        return scheme;
    }
}
