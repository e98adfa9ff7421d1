package io.keystile.monitoring.alerts.rules;

/**
 * Learns how many calls one key usually makes in each hour of the week, and up to which number the variation is normal.
 * Takes 1.4 kB. Not thread-safe.
 *
 * <p>For each hour of the week this keeps an exponentially weighted mean and mean absolute deviation, in which a new
 * week weighs 30%. The upper bound also depends on the variation of the key over all hours, so that it is high for a
 * key that runs in bursts. After two weeks, the calls of an hour enter the mean only up to the upper bound, and the
 * largest excess is updated once a day, so that misuse does not become usual while it lasts, however it grows.
 */
final class HourlyBaseline {
    static final int WEEK = 7 * 24;

    private static final int DAY = 24;

    private static final double MIN_WEIGHT = 0.3;
    /** The ratio of the standard deviation to the mean absolute deviation of a normal distribution. */
    private static final double SIGMA_PER_DEVIATION = 1.25;

    private static final double SPREAD_HOURS = 2.0 * WEEK;
    /** Halves the peak in four weeks. */
    private static final double HOURLY_PEAK_FADING = Math.pow(0.5, 1.0 / (4 * WEEK));

    private static final double PEAK_FACTOR = 2;
    private static final double MAX_DAILY_PEAK_GROWTH = 1.5;

    private final double deviations;
    private final float[] mean = new float[WEEK];
    private final float[] deviation = new float[WEEK];
    /** The first hour that is learned, counted from 1970. */
    private long start;
    /** The current hour, counted from 1970. */
    private long hour;

    private int calls;
    /** The mean square of the distances of hours from their means, in units of {@link #unit}. */
    private double spread;
    /** The largest such distance on earlier days. It fades. */
    private double peak;
    /**
     * The largest such distance today. It enters {@link #peak} only when the day is over; otherwise the calls could
     * double each hour without exceeding the bound.
     */
    private double peakOfDay;
    /** The number of calls in the first week. It gives the average from which the peak of that week is measured. */
    private double totalOfFirstWeek;

    private double upperBound;

    HourlyBaseline(long hour, double deviations) {
        this.deviations = deviations;
        startAfter(hour);
    }

    /** Starts to learn with the hour after {@code now}, because {@code now} is observed only in part. */
    private void startAfter(long now) {
        start = now + 1;
        hour = now;
        calls = 0;
        spread = 0;
        peak = 0;
        peakOfDay = 0;
        totalOfFirstWeek = 0;
        upperBound = upperBoundOfHour();
    }

    /**
     * Counts a call in the hour {@code now}, after it has closed the hours before. Learning starts again after four
     * weeks without calls, and after the clock was set back by more than an hour.
     */
    void count(long now) {
        if (now - hour > 4 * WEEK || now < hour - 1) {
            startAfter(now);
        }
        while (hour < now) {
            closeHour();
        }
        calls++;
    }

    /** Returns the number of calls in the current hour so far. */
    int calls() {
        return calls;
    }

    /** Returns the number of whole hours learned. */
    long hoursLearned() {
        return Math.max(0, hour - start);
    }

    /** Returns the number of calls that is usual in the current hour of the week. */
    double usualCalls() {
        return mean[indexOf(hour)];
    }

    /** Returns the number of calls up to which the current hour is within the normal variation. */
    double upperBound() {
        return upperBound;
    }

    private void closeHour() {
        if (hour >= start) {
            learn();
        }
        hour++;
        calls = 0;
        upperBound = upperBoundOfHour();
    }

    private void learn() {
        int at = indexOf(hour);
        long weeks = hoursLearned() / WEEK;
        if (weeks == 0) {
            mean[at] = calls;
            deviation[at] = 0;
            totalOfFirstWeek += calls;
            double average = totalOfFirstWeek / (hoursLearned() + 1);
            peak = Math.max(peak, (calls - average) / Math.sqrt(average + 1));
            return;
        }
        double learned = weeks == 1 ? calls : Math.min(calls, upperBound);
        double distance = (learned - mean[at]) / unit(at);
        // Calls above the bound may be misuse. They increase the spread no more than the busiest hour did, and the peak
        // by no more than a half per day.
        boolean above = weeks > 1 && calls > upperBound;
        double distanceOfSpread = above ? Math.min(distance, peak) : distance;
        double distanceOfPeak = above ? Math.min(distance, MAX_DAILY_PEAK_GROWTH * peak) : distance;
        long hoursCompared = hoursLearned() - WEEK + 1;
        spread += (distanceOfSpread * distanceOfSpread - spread) * Math.max(1.0 / hoursCompared, 1 / SPREAD_HOURS);
        peak *= HOURLY_PEAK_FADING;
        peakOfDay = Math.max(peakOfDay, distanceOfPeak);
        if (weeks == 1 || at % DAY == DAY - 1) {
            peak = Math.max(peak, peakOfDay);
            peakOfDay = 0;
        }
        double weight = Math.max(1.0 / (weeks + 1), MIN_WEIGHT);
        deviation[at] += (float) (weight * (Math.abs(learned - mean[at]) - deviation[at]));
        mean[at] += (float) (weight * (learned - mean[at]));
    }

    private double upperBoundOfHour() {
        int at = indexOf(hour);
        double ofTheHour = deviations * SIGMA_PER_DEVIATION * deviation[at];
        double ofTheKey = unit(at) * Math.max(deviations * Math.sqrt(spread), PEAK_FACTOR * peak);
        return mean[at] + Math.max(ofTheHour, ofTheKey);
    }

    /**
     * Returns the unit in which distances are comparable between hours: about the standard deviation of random calls.
     */
    private double unit(int at) {
        return Math.sqrt(mean[at] + 1);
    }

    private static int indexOf(long hour) {
        return Math.floorMod(hour, WEEK);
    }
}
