package io.keystile.ratelimit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sequential specification of one limit: an exact log of the granted calls. Not thread-safe. */
class LimiterModel {
    /** A granted call. */
    private static final class Grant {
        final long time;
        final long permits;
        boolean refundable;

        Grant(long time, long permits, boolean refundable) {
            this.time = time;
            this.permits = permits;
            this.refundable = refundable;
        }
    }

    private final long limit;
    private final long lifetime;

    /** All grants that were not refunded, in their order. */
    private final List<Grant> grants = new ArrayList<>();

    private final Map<Integer, Grant> lastOfThread = new HashMap<>();
    private long now;

    /** Creates a log of a limit whose permits come back {@code lifetime} nanoseconds after they were spent. */
    LimiterModel(long limit, long lifetime) {
        this.limit = limit;
        this.lifetime = lifetime;
    }

    final void advance(long nanos) {
        now += nanos;
    }

    /** Returns the permits left after this call; if it is denied, the nanoseconds to wait as a negative number. */
    final long acquire(long permits) {
        return acquire(new Grant(now, permits, false));
    }

    /** As {@link #acquire(long)}, and remembers the call for {@link #refund}. */
    final long acquireRefundable(int thread, long permits) {
        Grant grant = new Grant(now, permits, true);
        long result = acquire(grant);
        lastOfThread.put(thread, grant);
        return result;
    }

    private long acquire(Grant call) {
        long used = 0;
        for (Grant grant : grants) {
            used += counts(grant) ? grant.permits : 0;
        }
        long missing = used + call.permits - limit;
        if (missing > 0) {
            call.refundable = false;
            return -waitFor(missing);
        }
        // The limiter gives permits back only while no call is granted at a later time.
        for (Grant grant : grants) {
            grant.refundable &= grant.time == now;
        }
        grants.add(call);
        return -missing;
    }

    private boolean counts(Grant grant) {
        return now - grant.time < lifetime;
    }

    private long waitFor(long permits) {
        long missing = permits;
        for (Grant grant : grants) {
            missing -= counts(grant) ? grant.permits : 0;
            if (missing <= 0) {
                return grant.time + lifetime - now;
            }
        }
        throw new IllegalStateException("the limit has fewer permits");
    }

    /** Gives the permits of the thread's last refundable call back, if no call was granted after it. */
    final boolean refund(int thread) {
        @Nullable Grant last = lastOfThread.remove(thread);
        return last != null && last.refundable && grants.get(grants.size() - 1) == last && grants.remove(last);
    }
}
