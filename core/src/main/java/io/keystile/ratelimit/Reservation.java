package io.keystile.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The permits that a call over several buckets has acquired from one bucket. The call gives them back if another bucket
 * denies it.
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

    void giveBack() {
        if (bucket != null) {
            bucket.giveBack(wordAfter, wordToRestore);
        }
    }
}
