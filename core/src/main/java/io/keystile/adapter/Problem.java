package io.keystile.adapter;

import io.keystile.DenialReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The problem that a client receives for a {@link DenialReason}.
 *
 * @param status the status code
 * @param bearerError the error of the Bearer challenge (RFC 6750 section 3.1); null for none
 * @param type the problem type (RFC 9457 section 3.1.1)
 * @param title the problem's title, always the same for a type
 * @param detail what happened, and what the client can do about it, if anything; {@link #detail(String)} completes it
 */
record Problem(int status, @Nullable String bearerError, String type, String title, String detail) {
    private static final String HEADER = "{header}";
    /** Without quotation marks, because the text is also an error_description. */
    private static final String WHERE = "Authorization: Bearer <key> or " + HEADER + ": <key>.";

    private static final String OWN_TYPES = "urn:keystile:problem:";
    private static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    /** Built once and then only read, because listeners look up the status of every denial. */
    private static final Map<DenialReason, Problem> OF_REASON = new EnumMap<>(DenialReason.class);

    static {
        for (DenialReason reason : DenialReason.values()) {
            OF_REASON.put(reason, make(reason));
        }
    }

    static Problem of(DenialReason reason) {
        return Objects.requireNonNull(OF_REASON.get(reason));
    }

    private static Problem make(DenialReason reason) {
        return switch (reason) {
            case HTTPS_REQUIRED ->
                own(
                        403,
                        null,
                        "https-required",
                        "HTTPS required",
                        "This API is called over HTTPS only. If a key was sent in clear text, replace it.");
            case NO_CREDENTIAL ->
                own(
                        401,
                        null,
                        "key-required",
                        "API key required",
                        "Send an API key as " + WHERE + " No colon follows Bearer, and Basic is not read.");
            case AMBIGUOUS_CREDENTIAL ->
                own(
                        400,
                        "invalid_request",
                        "ambiguous-key",
                        "More than one credential",
                        "Send one API key, once, in one header.");
            // The same response for all three, so that clients cannot find out which ids exist.
            case MALFORMED_KEY, UNKNOWN_KEY, WRONG_SECRET ->
                invalidToken(
                        "invalid-key",
                        "Invalid API key",
                        "The API key is not valid. Send it as it was issued, without quotes, as " + WHERE);
            case KEY_DISABLED -> invalidToken("key-disabled", "API key disabled", "The API key is disabled.");
            case KEY_REVOKED -> invalidToken("key-revoked", "API key revoked", "The API key was revoked.");
            case KEY_EXPIRED -> invalidToken("key-expired", "API key expired", "The API key has expired.");
            case WRONG_ENVIRONMENT ->
                invalidToken(
                        "wrong-environment",
                        "API key of another environment",
                        "The API key is for another environment.");
            case WRONG_SERVICE ->
                invalidToken("wrong-service", "API key of another service", "The API key is for another service.");
            case WORKSPACE_SUSPENDED ->
                invalidToken(
                        "workspace-suspended", "Workspace suspended", "The workspace of the API key is suspended.");
            case ADDRESS_NOT_ALLOWED ->
                own(
                        403,
                        null,
                        "ip-not-allowed",
                        "Address not allowed",
                        "The API key may not be used from this address.");
            case PERMISSION_MISSING ->
                own(
                        403,
                        "insufficient_scope",
                        "permission-missing",
                        "Permission missing",
                        "The API key does not have the permission for this call.");
            case LIMIT_EXCEEDED ->
                new Problem(
                        429,
                        null,
                        QUOTA_EXCEEDED,
                        "Quota exceeded",
                        "The API key has used up its quota. Try again after the time in Retry-After.");
            case TOO_MANY_UNKNOWN_KEYS ->
                own(
                        429,
                        null,
                        "too-many-unknown-keys",
                        "Too many unknown API keys",
                        "Too many unknown API keys came from this address. Try again after the time in Retry-After.");
            case UNAVAILABLE ->
                own(
                        503,
                        null,
                        "unavailable",
                        "Temporarily unavailable",
                        "The API key cannot be checked now. Try again after the time in Retry-After.");
        };
    }

    /**
     * Returns the detail for the client.
     *
     * @param apiKeyHeader the name of the header, besides {@code Authorization}, in which a key may be sent
     */
    String detail(String apiKeyHeader) {
        return detail.replace(HEADER, apiKeyHeader);
    }

    private static Problem own(int status, @Nullable String bearerError, String type, String title, String detail) {
        return new Problem(status, bearerError, OWN_TYPES + type, title, detail);
    }

    private static Problem invalidToken(String type, String title, String detail) {
        return own(401, "invalid_token", type, title, detail);
    }
}
