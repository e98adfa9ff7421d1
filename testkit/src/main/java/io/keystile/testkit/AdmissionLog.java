package io.keystile.testkit;

import io.keystile.ratelimit.RateLimit;
import java.util.ArrayDeque;
import java.util.Deque;

/** The model of one limit: a list of its admissions, each kept for the window plus a given lateness. */
final class AdmissionLog {

    /** One call, equal to no other. */
    static final class Admission {
        private final long time;
        private final long permits;

        private Admission(long time, long permits) {
            this.time = time;
            this.permits = permits;
        }
    }

    private final Deque<Admission> admissions = new ArrayDeque<>();
    private final long limit;
    private final long lifetime;
    private long used;

    private AdmissionLog(long limit, long lifetime) {
        this.limit = limit;
        this.lifetime = lifetime;
    }

    /** Returns the log of a limit whose permits come back exactly one window after they were spent. */
    static AdmissionLog exact(RateLimit limit) {
        return new AdmissionLog(limit.permits(), limit.window().toNanos());
    }

    /** Returns the log of a limit whose permits come back as late as a limiter may return them. */
    static AdmissionLog latest(RateLimit limit) {
        long window = limit.window().toNanos();
        return new AdmissionLog(limit.permits(), limit.permits() <= 128 ? window : window + window / 64);
    }

    /** Returns whether a call of {@code cost} at {@code now} stays within the limit. */
    boolean admits(long now, long cost) {
        return used(now) + charge(cost) <= limit;
    }

    /** Adds a call of {@code cost}, whether or not it stays within the limit. */
    Admission admit(long now, long cost) {
        Admission admission = new Admission(now, charge(cost));
        admissions.addLast(admission);
        used += admission.permits;
        return admission;
    }

    /** Removes a call that was given back, if it is still in the window. */
    void remove(Admission admission) {
        if (admissions.remove(admission)) {
            used -= admission.permits;
        }
    }

    long remaining(long now) {
        return Math.max(0, limit - used(now));
    }

    /** Returns the nanoseconds until the next permit comes back; 0 if none is spent. */
    long resetNanos(long now) {
        return used(now) == 0 ? 0 : admissions.getFirst().time + lifetime - now;
    }

    /** Returns the nanoseconds until a call of {@code cost} stays within the limit; 0 if it does now. */
    long retryAfterNanos(long now, long cost) {
        long excess = used(now) + charge(cost) - limit;
        for (Admission admission : admissions) {
            if (excess <= 0) {
                break;
            }
            excess -= admission.permits;
            if (excess <= 0) {
                return admission.time + lifetime - now;
            }
        }
        return 0;
    }

    private long used(long now) {
        while (!admissions.isEmpty() && admissions.getFirst().time + lifetime <= now) {
            used -= admissions.removeFirst().permits;
        }
        return used;
    }

    private long charge(long cost) {
        return Math.min(cost, limit);
    }
}
