package io.keystile.benchmarks;

import io.keystile.model.LimitScope;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;

/** Plans in which each key has a limit of its own, as in the libraries that Keystile is compared with. */
public final class KeyLimits {
    private KeyLimits() {}

    /** Returns the standard plans; each key of a workspace on {@code enterprise} has this limit. */
    public static Plans of(RateLimit limit) {
        return Plans.standard()
                .with(Plan.of("enterprise", limit).withAllowlists().withScope(LimitScope.KEY));
    }
}
