package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.adapter.HttpResponses;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the share of calls that are denied with 401, 403 and 429: in the current hour of UTC, usually, and the recent
 * maximum of an hour. Each status is tracked separately, so that a client that often exceeds its limits does not mask
 * one that guesses. The usual share is weighted by calls, with a half-life of one week. The maximum has a half-life of
 * two weeks. Not thread-safe.
 */
final class DenialShare {
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int HOURS_PER_WEEK = 7 * 24;
    private static final double USUAL_FADING = Math.pow(0.5, 1.0 / HOURS_PER_WEEK);
    private static final double MAXIMUM_FADING = Math.pow(0.5, 0.5 / HOURS_PER_WEEK);
    private static final int MIN_CALLS_OF_MAXIMUM = 10;
    private static final double MAXIMUM_FACTOR = 1.25;

    private final int minDenied;
    private final double rise;
    private final StatusShare unauthorized = new StatusShare(401);
    private final StatusShare forbidden = new StatusShare(403);
    private final StatusShare limited = new StatusShare(429);
    /** The current hour, counted from 1970. */
    private long hour;

    private long hoursLearned;
    private int calls;
    private double weightedCalls;

    /**
     * Creates an instance that has learned nothing. For each status, an hour is suspicious if at least
     * {@code minDenied} calls were denied with it, and their share reaches both the usual share plus {@code rise}, and
     * 1.25 times the recent maximum (or the mean of the maximum and 1, if that is less). Such an hour never becomes the
     * recorded maximum, and enters the average at its threshold only; otherwise one attack would mask the next.
     */
    DenialShare(Instant start, int minDenied, double rise) {
        this.hour = hourOf(start);
        this.minDenied = minDenied;
        this.rise = rise;
    }

    /**
     * Counts a call. If it was denied in an hour that is suspicious so far, returns a description for the alert, and
     * otherwise null. No hour is suspicious during the first week. Learning starts again after four weeks without
     * calls, and after the clock was set back by more than an hour.
     */
    @Nullable
    String judge(AuthEvent event) {
        moveTo(hourOf(event.time()));
        calls++;
        StatusShare status = statusOf(event);
        if (status == null) {
            return null;
        }
        status.denied++;
        return status.isSuspicious() ? status.describe() : null;
    }

    private boolean hasLearned() {
        return hoursLearned >= HOURS_PER_WEEK;
    }

    /** Returns null for a granted call and for other statuses: 400 (malformed request) and 503 (could not check). */
    private @Nullable StatusShare statusOf(AuthEvent event) {
        if (!(event.decision() instanceof Denied denied)) {
            return null;
        }
        return switch (HttpResponses.statusOf(denied.reason())) {
            case 401 -> unauthorized;
            case 403 -> forbidden;
            case 429 -> limited;
            default -> null;
        };
    }

    private void moveTo(long now) {
        if (now - hour > 4 * HOURS_PER_WEEK || now < hour - 1) {
            reset();
            hour = now;
        } else if (now > hour) {
            close(now - hour);
            hour = now;
        }
    }

    private void reset() {
        hoursLearned = 0;
        calls = 0;
        weightedCalls = 0;
        unauthorized.reset();
        forbidden.reset();
        limited.reset();
    }

    private void close(long hours) {
        unauthorized.close(hours);
        forbidden.close(hours);
        limited.close(hours);
        weightedCalls = (weightedCalls + calls) * Math.pow(USUAL_FADING, (double) hours);
        hoursLearned += hours;
        calls = 0;
    }

    static long hourOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS_PER_HOUR);
    }

    /** The share of one status. */
    private final class StatusShare {
        private final int status;
        private int denied;
        private double weightedDenied;
        private double maximum;

        StatusShare(int status) {
            this.status = status;
        }

        boolean isSuspicious() {
            return hasLearned() && denied >= minDenied && share() >= threshold();
        }

        private double threshold() {
            // The mean with 1 keeps this bound at or below 1. Otherwise, after one hour in which all calls were denied,
            // no share could reach it.
            return Math.max(usual() + rise, Math.min(MAXIMUM_FACTOR * maximum, (1 + maximum) / 2));
        }

        private double share() {
            return (double) denied / calls;
        }

        private double usual() {
            return weightedCalls == 0 ? 0 : weightedDenied / weightedCalls;
        }

        void close(long hours) {
            double cap = hasLearned() ? threshold() : 1;
            if (calls >= MIN_CALLS_OF_MAXIMUM && !isSuspicious()) {
                maximum = Math.max(maximum, Math.min(share(), cap));
            }
            maximum *= Math.pow(MAXIMUM_FADING, (double) hours);
            weightedDenied = (weightedDenied + Math.min(denied, cap * calls)) * Math.pow(USUAL_FADING, (double) hours);
            denied = 0;
        }

        void reset() {
            denied = 0;
            weightedDenied = 0;
            maximum = 0;
        }

        String describe() {
            return denied + " of " + calls + " calls in this hour were denied with " + status + "; "
                    + Math.round(100 * usual()) + "% are usual";
        }
    }
}
