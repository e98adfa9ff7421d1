package io.keystile.ratelimit;

import java.util.List;

/** A result that was created with its quotas. */
final class ListedResult extends RateLimitResult {
    /** Granted without a quota. */
    static final ListedResult UNLIMITED = new ListedResult(List.of(), 0);

    private final List<Quota> quotas;

    ListedResult(List<Quota> quotas, long retryAfterNanos) {
        super(retryAfterNanos);
        this.quotas = quotas;
    }

    @Override
    public Mode mode() {
        return quotas.isEmpty() ? Mode.NONE : Mode.LOCAL;
    }

    @Override
    public List<Quota> quotas() {
        return quotas;
    }
}
