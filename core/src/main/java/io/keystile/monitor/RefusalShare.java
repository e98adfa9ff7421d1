package io.keystile.monitor;

import io.keystile.AuthEvent;
import io.keystile.Decision.Denied;
import java.time.Instant;

/**
 * Which share of some calls is refused with 401, 403 or 429: in this hour, usually, and in the worst hour lately. What is usual
 * is weighed by calls, with a half-life of a week. For one thread.
 */
final class RefusalShare {
    private static final int HOUR = 3_600;
    private static final int HOURS_OF_WEEK = 7 * 24;
    private static final double HALF_OF_A_WEEK = Math.pow(0.5, 1.0 / HOURS_OF_WEEK);
    private static final double HALF_OF_TWO_WEEKS = Math.pow(0.5, 0.5 / HOURS_OF_WEEK);
    private static final int ENOUGH_FOR_A_PEAK = 10;
    private static final double ABOVE_WORST = 1.25;

    private long hour;
    private long hoursLearned;
    private int calls;
    private int refused;
    private double usualCalls;
    private double usualRefused;
    private double worst;

    RefusalShare(Instant start) {
        this.hour = hourOf(start);
    }

    /**
     * Counts a call, and tells whether it was refused in an hour that stands out: in which as many as {@code least} were refused,
     * and their share is above the usual one by {@code rise}, and by a quarter above that of the worst hour. Nothing stands out in
     * the first week.
     */
    boolean stoodOut(AuthEvent event, int least, double rise) {
        boolean wasRefused = isRefused(event);
        count(hourOf(event.time()), wasRefused);
        return wasRefused
                && hoursLearned >= HOURS_OF_WEEK
                && refused >= least
                && share() >= usual() + rise
                && share() >= ABOVE_WORST * worst;
    }

    /** Not so an unreadable call (400) or one of bad luck (503). */
    private static boolean isRefused(AuthEvent event) {
        return event.decision() instanceof Denied denied
                && switch (denied.reason()) {
                    case AMBIGUOUS_CREDENTIAL, UNAVAILABLE -> false;
                    default -> true;
                };
    }

    private void count(long now, boolean wasRefused) {
        if (now > hour) {
            close(now - hour);
            hour = now;
        }
        calls++;
        if (wasRefused) {
            refused++;
        }
    }

    private void close(long hours) {
        if (calls >= ENOUGH_FOR_A_PEAK) {
            worst = Math.max(worst, share());
        }
        worst *= Math.pow(HALF_OF_TWO_WEEKS, (double) hours);
        double fading = Math.pow(HALF_OF_A_WEEK, (double) hours);
        usualCalls = (usualCalls + calls) * fading;
        usualRefused = (usualRefused + refused) * fading;
        hoursLearned += hours;
        calls = 0;
        refused = 0;
    }

    private double share() {
        return (double) refused / calls;
    }

    private double usual() {
        return usualCalls == 0 ? 0 : usualRefused / usualCalls;
    }

    /** Says how it stands, for an alert. */
    @Override
    public String toString() {
        return refused + " of " + calls + " calls in this hour were refused, where " + Math.round(100 * usual())
                + "% are usual";
    }

    private static long hourOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), HOUR);
    }
}
