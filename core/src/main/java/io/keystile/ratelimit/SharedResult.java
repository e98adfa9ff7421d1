package io.keystile.ratelimit;

/** A result with a mode of its own. A subclass, so that the results of one node's limiter take no memory for it. */
final class SharedResult extends RateLimitResult {
    private final Mode mode;

    SharedResult(RateLimitResult result, Mode mode) {
        super(result);
        this.mode = mode;
    }

    @Override
    public Mode mode() {
        return mode;
    }
}
