package io.keystile.ratelimit;

import java.util.List;

/** A result with another mode. */
final class SharedResult extends RateLimitResult {
    private final RateLimitResult result;
    private final Mode mode;

    SharedResult(RateLimitResult result, Mode mode) {
        super(result.retryAfterNanos());
        this.result = result;
        this.mode = mode;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public List<Quota> quotas() {
        return result.quotas();
    }
}
