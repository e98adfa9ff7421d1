package io.keystile.ratelimit;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A result whose permits can be given back once. */
final class RefundableResult extends RateLimitResult {
    private final RateLimitResult result;
    private final AtomicReference<@Nullable BooleanSupplier> refund;

    RefundableResult(RateLimitResult result, BooleanSupplier refund) {
        super(result.retryAfterNanos());
        this.result = result;
        this.refund = new AtomicReference<>(refund);
    }

    @Override
    public Mode mode() {
        return result.mode();
    }

    @Override
    public List<Quota> quotas() {
        return result.quotas();
    }

    @Override
    public boolean refund() {
        BooleanSupplier unused = refund.getAndSet(null);
        return unused != null && unused.getAsBoolean();
    }
}
