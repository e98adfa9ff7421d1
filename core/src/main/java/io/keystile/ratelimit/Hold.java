package io.keystile.ratelimit;

import org.jspecify.annotations.Nullable;

/** Permits that a call over several buckets has taken from one of them, until it has them all. */
final class Hold {

    private @Nullable Bucket bucket;
    private long held;
    private long before;

    void set(Bucket bucket, long held, long before) {
        this.bucket = bucket;
        this.held = held;
        this.before = before;
    }

    void giveBack() {
        if (bucket != null) {
            bucket.giveBack(held, before);
        }
    }
}
