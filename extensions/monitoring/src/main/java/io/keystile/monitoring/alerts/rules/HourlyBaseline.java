package io.keystile.monitoring.alerts.rules;

/**
 * How many calls one key usually makes in each hour of the week: exponentially weighted means and mean deviations, a new week
 * weighing 30%. Around them lies a band that is as wide as the key's own habit: a key that runs in bursts has a wide one. What
 * lies above the band teaches little, and the band's reach is set once a day, so that misuse does not become usual while it lasts,
 * however it grows. 1.4 kB; for one thread.
 */
final class HourlyBaseline {
    static final int WEEK = 7 * 24;

    private static final int DAY = 24;

    private static final double WEIGHT = 0.3;
    /** From a mean absolute deviation to a standard deviation, as in a normal distribution. */
    private static final double TO_SIGMA = 1.25;

    private static final double SPREAD_HOURS = 2.0 * WEEK;
    private static final double PEAK_FADING = Math.pow(0.5, 1.0 / (4 * WEEK));
    private static final double ABOVE_PEAK = 2;
    private static final double GROWTH_BEYOND = 1.5;

    private final double deviations;
    private final float[] mean = new float[WEEK];
    private final float[] deviation = new float[WEEK];
    private long start;
    private long hour;
    private int count;
    /** The mean square of distances from the mean, each in units of the mean's root. */
    private double spread;
    /** The largest such distance of earlier days; it fades. */
    private double peak;
    /** That of this day, which teaches nothing until the day is over: else each hour could double the one before. */
    private double peakOfDay;
    /** The calls of the first week, to tell how far its busiest hour was above its average. */
    private double total;

    private double edge;

    HourlyBaseline(long hour, double deviations) {
        this.deviations = deviations;
        startAt(hour);
    }

    /** Begins anew, with the hour after this one, of which only a part is seen. */
    private void startAt(long now) {
        start = now + 1;
        hour = now;
        count = 0;
        spread = 0;
        peak = 0;
        peakOfDay = 0;
        total = 0;
        edge = edge();
    }

    /** Counts a call, after closing the hours that are over; a key that was silent for four weeks begins anew. */
    void count(long now) {
        if (now - hour > 4 * WEEK || now < hour - 1) {
            startAt(now);
        }
        while (hour < now) {
            close();
        }
        count++;
    }

    /** Returns how many calls were made in this hour so far. */
    int calls() {
        return count;
    }

    /** Returns how many whole hours it has learned from. */
    long hoursLearned() {
        return Math.max(0, hour - start);
    }

    /** Returns how many calls are usual in this hour of the week. */
    double usual() {
        return mean[indexOf(hour)];
    }

    /** Returns how many calls in this hour would still be within the band. */
    double upperEdge() {
        return edge;
    }

    private void close() {
        if (hour >= start) {
            learn();
        }
        hour++;
        count = 0;
        edge = edge();
    }

    private void learn() {
        int at = indexOf(hour);
        long weeks = hoursLearned() / WEEK;
        if (weeks == 0) {
            mean[at] = count;
            deviation[at] = 0;
            total += count;
            double average = total / (hoursLearned() + 1);
            peak = Math.max(peak, (count - average) / Math.sqrt(average + 1));
            return;
        }
        double seen = weeks == 1 ? count : Math.min(count, edge);
        double distance = (seen - mean[at]) / unit(at);
        // What is beyond the band may be misuse: it spreads the band like the busiest hour, and raises that by half in
        // a day.
        boolean beyond = weeks > 1 && count > edge;
        double spreading = beyond ? Math.min(distance, peak) : distance;
        double peaking = beyond ? Math.min(distance, GROWTH_BEYOND * peak) : distance;
        long compared = hoursLearned() - WEEK + 1;
        spread += (spreading * spreading - spread) * Math.max(1.0 / compared, 1 / SPREAD_HOURS);
        peak *= PEAK_FADING;
        peakOfDay = Math.max(peakOfDay, peaking);
        if (weeks == 1 || at % DAY == DAY - 1) {
            peak = Math.max(peak, peakOfDay);
            peakOfDay = 0;
        }
        double weight = Math.max(1.0 / (weeks + 1), WEIGHT);
        deviation[at] += (float) (weight * (Math.abs(seen - mean[at]) - deviation[at]));
        mean[at] += (float) (weight * (seen - mean[at]));
    }

    private double edge() {
        int at = indexOf(hour);
        double ofTheHour = deviations * TO_SIGMA * deviation[at];
        double ofTheKey = unit(at) * Math.max(deviations * Math.sqrt(spread), ABOVE_PEAK * peak);
        return mean[at] + Math.max(ofTheHour, ofTheKey);
    }

    private double unit(int at) {
        return Math.sqrt(mean[at] + 1);
    }

    private static int indexOf(long hour) {
        return Math.floorMod(hour, WEEK);
    }
}
