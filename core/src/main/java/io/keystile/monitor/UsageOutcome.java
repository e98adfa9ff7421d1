package io.keystile.monitor;

import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.DenialReason;

/** How a call ended, as coarsely as its HTTP status tells. */
public enum UsageOutcome {
    /** It went on to the application. */
    GRANTED,
    /** It was answered with 401, or with 400 if it brought more than one key. */
    UNAUTHENTICATED,
    /** It was answered with 403. */
    FORBIDDEN,
    /** It was answered with 429. */
    LIMITED,
    /** It was answered with 503. */
    UNAVAILABLE;

    /** Returns the outcome that a decision has for the client. */
    public static UsageOutcome of(Decision decision) {
        return decision instanceof Denied denied ? of(denied.reason()) : GRANTED;
    }

    /** The place in an array that has one for each. */
    @SuppressWarnings("EnumOrdinal") // never written down, only a place in memory
    int index() {
        return ordinal();
    }

    private static UsageOutcome of(DenialReason reason) {
        return switch (reason) {
            case NO_CREDENTIAL,
                    AMBIGUOUS_CREDENTIAL,
                    MALFORMED_KEY,
                    UNKNOWN_KEY,
                    WRONG_SECRET,
                    KEY_DISABLED,
                    KEY_REVOKED,
                    KEY_EXPIRED,
                    WRONG_ENVIRONMENT,
                    WORKSPACE_SUSPENDED -> UNAUTHENTICATED;
            case HTTPS_REQUIRED, ADDRESS_NOT_ALLOWED, PERMISSION_MISSING -> FORBIDDEN;
            case LIMIT_EXCEEDED, TOO_MANY_UNKNOWN_KEYS -> LIMITED;
            case UNAVAILABLE -> UNAVAILABLE;
        };
    }
}
