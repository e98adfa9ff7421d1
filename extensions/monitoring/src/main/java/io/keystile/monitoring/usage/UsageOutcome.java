package io.keystile.monitoring.usage;

import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.adapter.HttpResponses;

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
        if (!(decision instanceof Denied denied)) {
            return GRANTED;
        }
        return switch (HttpResponses.statusOf(denied.reason())) {
            case 400, 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 429 -> LIMITED;
            default -> UNAVAILABLE;
        };
    }

    /** The place in an array that has one for each. */
    @SuppressWarnings("EnumOrdinal") // never written down, only a place in memory
    int index() {
        return ordinal();
    }
}
