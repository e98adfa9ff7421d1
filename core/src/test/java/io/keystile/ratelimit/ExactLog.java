package io.keystile.ratelimit;

import java.util.ArrayDeque;
import java.util.Deque;

/** A reference model of one limit. It stores every admission for {@code lifetime} nanoseconds. */
final class ExactLog {

    private record Admission(long time, long permits) {}

    private final Deque<Admission> admissions = new ArrayDeque<>();
    private final long limit;
    private final long lifetime;
    private long used;

    ExactLog(RateLimit limit, long lateness) {
        this.limit = limit.permits();
        this.lifetime = limit.windowNanos() + lateness;
    }

    long used(long now) {
        while (!admissions.isEmpty() && admissions.peekFirst().time() + lifetime <= now) {
            used -= admissions.removeFirst().permits();
        }
        return used;
    }

    boolean admits(long now, long cost) {
        return used(now) + charge(cost) <= limit;
    }

    void admit(long now, long cost) {
        admissions.addLast(new Admission(now, charge(cost)));
        used += charge(cost);
    }

    long remaining(long now) {
        return limit - used(now);
    }

    long resetNanos(long now) {
        return used(now) == 0 ? 0 : admissions.getFirst().time() + lifetime - now;
    }

    long retryAfterNanos(long now, long cost) {
        long excess = used(now) + charge(cost) - limit;
        for (Admission admission : admissions) {
            if (excess <= 0) {
                break;
            }
            excess -= admission.permits();
            if (excess <= 0) {
                return admission.time() + lifetime - now;
            }
        }
        return 0;
    }

    private long charge(long cost) {
        return Math.min(cost, limit);
    }
}
