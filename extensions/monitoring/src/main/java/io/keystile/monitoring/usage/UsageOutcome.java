package io.keystile.monitoring.usage;

import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.adapter.HttpResponses;

/** The outcome of a call: granted, or denied with one of four groups of HTTP status codes. */
public enum UsageOutcome {
    /** The call was granted and passed on to the application. */
    GRANTED,
    /** The call was denied with 401, or with 400 if the request had more than one key. */
    UNAUTHENTICATED,
    /** The call was denied with 403. */
    FORBIDDEN,
    /** The call was denied with 429. */
    LIMITED,
    /** The call was denied with 503. */
    UNAVAILABLE;

    /** Returns the outcome of a decision. */
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

    /** Returns the index of this outcome in an array with one element per outcome. */
    @SuppressWarnings("EnumOrdinal") // only an index in memory, never stored
    int index() {
        return ordinal();
    }
}
