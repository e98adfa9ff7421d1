package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import io.keystile.adapter.HttpResponses;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which share of some calls is refused with 401, 403 and 429, each for itself, so that a habit of running into limits does not
 * hide somebody who guesses: in this hour, usually, and in the worst hour lately. What is usual is weighed by calls, with a
 * half-life of a week. For one thread.
 */
final class DenialShare {
    private static final int HOUR = 3_600;
    private static final int HOURS_OF_WEEK = 7 * 24;
    private static final double HALF_OF_A_WEEK = Math.pow(0.5, 1.0 / HOURS_OF_WEEK);
    private static final double HALF_OF_TWO_WEEKS = Math.pow(0.5, 0.5 / HOURS_OF_WEEK);
    private static final int ENOUGH_FOR_A_PEAK = 10;
    private static final double ABOVE_WORST = 1.25;

    private final int least;
    private final double rise;
    private final OfStatus unauthorized = new OfStatus(401);
    private final OfStatus forbidden = new OfStatus(403);
    private final OfStatus limited = new OfStatus(429);
    private long hour;
    private long hoursLearned;
    private int calls;
    private double usualCalls;

    /**
     * Begins to learn. An hour stands out in which as many calls as {@code least} were refused with one status, and their share
     * is above the usual one by {@code rise}, and by a quarter above that of the worst hour. It is then no worst hour itself, and
     * teaches no more than that, or each attack would hide the next.
     */
    DenialShare(Instant start, int least, double rise) {
        this.hour = hourOf(start);
        this.least = least;
        this.rise = rise;
    }

    /**
     * Counts a call, and says how it stands if it was refused in an hour that stands out. Nothing stands out in the first week, nor
     * in that after four weeks of silence or after a clock was set back.
     */
    @Nullable
    String judge(AuthEvent event) {
        moveTo(hourOf(event.time()));
        calls++;
        OfStatus status = statusOf(event);
        if (status == null) {
            return null;
        }
        status.refused++;
        return status.standsOut() ? status.toString() : null;
    }

    private boolean hasLearned() {
        return hoursLearned >= HOURS_OF_WEEK;
    }

    /** Not for an unreadable call (400) or one of bad luck (503). */
    private @Nullable OfStatus statusOf(AuthEvent event) {
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
        if (now - hour > 4 * HOURS_OF_WEEK || now < hour - 1) {
            forget();
            hour = now;
        } else if (now > hour) {
            close(now - hour);
            hour = now;
        }
    }

    private void forget() {
        hoursLearned = 0;
        calls = 0;
        usualCalls = 0;
        unauthorized.forget();
        forbidden.forget();
        limited.forget();
    }

    private void close(long hours) {
        unauthorized.close(hours);
        forbidden.close(hours);
        limited.close(hours);
        usualCalls = (usualCalls + calls) * Math.pow(HALF_OF_A_WEEK, (double) hours);
        hoursLearned += hours;
        calls = 0;
    }

    static long hourOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), HOUR);
    }

    private final class OfStatus {
        private final int status;
        private int refused;
        private double usualRefused;
        private double worst;

        OfStatus(int status) {
            this.status = status;
        }

        boolean standsOut() {
            return hasLearned() && refused >= least && share() >= edge();
        }

        private double edge() {
            // Never beyond 1, or one hour in which all was refused would make the rule blind.
            return Math.max(usual() + rise, Math.min(ABOVE_WORST * worst, (1 + worst) / 2));
        }

        private double share() {
            return (double) refused / calls;
        }

        private double usual() {
            return usualCalls == 0 ? 0 : usualRefused / usualCalls;
        }

        void close(long hours) {
            double most = hasLearned() ? edge() : 1;
            if (calls >= ENOUGH_FOR_A_PEAK && !standsOut()) {
                worst = Math.max(worst, Math.min(share(), most));
            }
            worst *= Math.pow(HALF_OF_TWO_WEEKS, (double) hours);
            usualRefused = (usualRefused + Math.min(refused, most * calls)) * Math.pow(HALF_OF_A_WEEK, (double) hours);
            refused = 0;
        }

        void forget() {
            refused = 0;
            usualRefused = 0;
            worst = 0;
        }

        /** Says how it stands, for an alert. */
        @Override
        public String toString() {
            return refused + " of " + calls + " calls in this hour were denied with " + status + ", where "
                    + Math.round(100 * usual()) + "% are usual";
        }
    }
}
