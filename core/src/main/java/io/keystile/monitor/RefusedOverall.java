package io.keystile.monitor;

import io.keystile.AuthEvent;
import org.jspecify.annotations.Nullable;

/**
 * A rise in the share of all calls that are refused with 401, 403 or 429: an attack from many places, or a release that has
 * broken clients. It speaks where so many calls were refused in an hour of UTC, and their share is above the usual one by so much,
 * and by a quarter above that of the worst hour lately. Nothing is judged in the first week. It remembers eight numbers.
 */
public final class RefusedOverall implements AlertRule {
    /** What the rule is called. */
    public static final String NAME = "refused-overall";

    private static final int STANDARD_CALLS = 500;
    private static final double STANDARD_RISE = 0.1;

    private final int calls;
    private final double rise;
    private @Nullable RefusalShare share;

    /** Creates the rule with 500 refused calls, and a rise by 0.1. */
    public RefusedOverall() {
        this(STANDARD_CALLS, STANDARD_RISE);
    }

    /**
     * Creates the rule.
     *
     * @param calls how many were refused in the hour at least, 1 or more
     * @param rise how much larger their share is, from 0 to 1
     * @throws IllegalArgumentException if a number is out of bounds
     */
    public RefusedOverall(int calls, double rise) {
        this.calls = Thresholds.atLeast(1, calls, "The number of calls");
        this.rise = Thresholds.share(rise, "The rise");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Suspicion judge(AuthEvent event) {
        RefusalShare all = share;
        if (all == null) {
            all = new RefusalShare(event.time());
            share = all;
        }
        return all.stoodOut(event, calls, rise) ? Suspicion.ofAll(AlertSeverity.WARNING, all.toString()) : null;
    }
}
