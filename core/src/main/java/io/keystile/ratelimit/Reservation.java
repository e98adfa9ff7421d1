package io.keystile.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The permits that a call has acquired from one bucket, and may give back: because another bucket denies the call, or
 * for a refund.
 */
final class Reservation {

    private @Nullable Bucket bucket;
    private long wordAfter;
    private long wordToRestore;

    /** Records the state word after the permits were acquired, and the word that gives them back. */
    void set(Bucket bucket, long wordAfter, long wordToRestore) {
        this.bucket = bucket;
        this.wordAfter = wordAfter;
        this.wordToRestore = wordToRestore;
    }

    /** Returns whether the permits were given back: they can be, and no other call has acquired any since. */
    boolean giveBack() {
        return bucket != null && bucket.giveBack(wordAfter, wordToRestore);
    }
}
