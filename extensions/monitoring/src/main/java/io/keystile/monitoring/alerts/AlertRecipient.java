package io.keystile.monitoring.alerts;

import java.util.Optional;

/** Somebody who is told of the alerts of one workspace. Implementations are thread-safe. */
interface AlertRecipient {
    /** Returns the address, as it stands in the settings. */
    String address();

    /**
     * Makes one attempt, and waits until it has succeeded or failed.
     *
     * @param message the id of the message, the same in each attempt
     */
    Attempt tell(String message, Alert alert);

    /**
     * The end of an attempt.
     *
     * @param delivered whether the receiver has accepted the message
     * @param again whether a further attempt may succeed
     * @param text what happened, in a few words for people
     * @param retryAfter the value of the receiver's Retry-After field
     */
    record Attempt(boolean delivered, boolean again, String text, Optional<String> retryAfter) {
        static Attempt delivered(String text) {
            return new Attempt(true, false, text, Optional.empty());
        }

        static Attempt failed(boolean again, String text) {
            return new Attempt(false, again, text, Optional.empty());
        }
    }
}
