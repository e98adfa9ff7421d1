package io.keystile.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The permits that a call has acquired from one bucket, and from those before it, and may give back: because another
 * bucket denies the call, or for a refund.
 */
final class Reservation {

    private final @Nullable Reservation previous;
    private @Nullable Bucket bucket;
    private long wordAfter;
    private long wordToRestore;

    Reservation(@Nullable Reservation previous) {
        this.previous = previous;
    }

    /** Records the state word after the permits were acquired, and the word that gives them back. */
    void set(Bucket bucket, long wordAfter, long wordToRestore) {
        this.bucket = bucket;
        this.wordAfter = wordAfter;
        this.wordToRestore = wordToRestore;
    }

    /**
     * Gives back the permits of each bucket that no other call has used since.
     *
     * @return whether those of all buckets were given back
     */
    boolean giveBack() {
        boolean earlier = previous == null || previous.giveBack();
        return bucket != null && bucket.giveBack(wordAfter, wordToRestore) && earlier;
    }
}
