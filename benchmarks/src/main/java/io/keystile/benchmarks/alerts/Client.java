package io.keystile.benchmarks.alerts;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Who calls with one key, and how: its volume, its places and its mistakes. */
final class Client {
    private static final int HOUR_MILLIS = 3_600_000;
    private static final double MEDIAN_VOLUME = 5;
    private static final double VOLUME_SIGMA = 1.3;
    private static final double MAX_VOLUME = 300;
    private static final int HOURS_OF_MONTH = 30 * 24;

    final ApiKeyPrincipal key;
    final Habit habit;
    private final double volume;
    private final int timeZone;
    private final double forbiddenShare;
    private final double limitedShare;
    private final double growthPerDay;
    private final int meanHoursBetweenBursts;
    private final boolean roaming;
    private final List<IpAddress> places = new ArrayList<>();
    private double today = 1;

    /** When a client calls. */
    enum Habit {
        /** By day on working days, and less otherwise. */
        OFFICE,
        /** Day and night alike. */
        MACHINE,
        /** Hardly ever, but for bursts at any time. */
        BATCH,
        /** A few calls a week. */
        RARE,
        /** Never, but when it is misused. */
        SILENT
    }

    Client(int number, Habit habit, Random random) {
        this.key = Calls.principal(number);
        this.habit = habit;
        this.volume = Math.min(MEDIAN_VOLUME * Math.exp(VOLUME_SIGMA * random.nextGaussian()), MAX_VOLUME);
        this.timeZone = random.nextInt(24);
        this.forbiddenShare = random.nextInt(5) == 0 ? 0.005 + 0.025 * random.nextDouble() : 0;
        this.limitedShare = habit == Habit.BATCH && random.nextInt(3) == 0 ? 0.1 + 0.4 * random.nextDouble() : 0;
        this.growthPerDay = random.nextInt(10) == 0 ? 0.01 : 0;
        this.meanHoursBetweenBursts = 8 + random.nextInt(65);
        this.roaming = random.nextInt(20) == 0;
        int homes = 1 + random.nextInt(3);
        for (int home = 0; home < homes; home++) {
            places.add(Calls.address(random));
        }
    }

    boolean isRoaming() {
        return roaming;
    }

    /** Returns one of the places it calls from. */
    IpAddress place(Random random) {
        return places.get(random.nextInt(places.size()));
    }

    /** Returns how many calls are to be expected in an hour, counted from a Monday in UTC; bursts not counted. */
    double expected(int hour) {
        return switch (habit) {
            case OFFICE -> officeShape(hour + timeZone) * volume * today * Math.pow(1 + growthPerDay, hour / 24.0);
            case MACHINE -> volume * today;
            case BATCH -> 0.2;
            case RARE -> 0.03;
            case SILENT -> 0;
        };
    }

    private static double officeShape(int localHour) {
        double byDay = Math.exp(-Math.pow((localHour % 24 - 14) / 4.5, 2));
        boolean weekEnd = localHour / 24 % 7 >= 5;
        return 0.1 + byDay * (weekEnd ? 0.35 : 1.6);
    }

    /** Adds the calls of an hour. */
    void addHour(int hour, Instant start, Random random, List<AuthEvent> events) {
        if (hour % 24 == 0) {
            newDay(random);
        }
        move(random);
        int calls = Chance.poisson(expected(hour), random);
        for (int call = 0; call < calls; call++) {
            double fate = random.nextDouble();
            Instant time = start.plusMillis(random.nextInt(HOUR_MILLIS));
            events.add(
                    fate < forbiddenShare
                            ? Calls.refused(DenialReason.PERMISSION_MISSING, key, place(random), time)
                            : Calls.granted(key, place(random), time));
        }
        if (habit == Habit.BATCH && random.nextInt(meanHoursBetweenBursts) == 0) {
            addBurst(start, random, events);
        }
    }

    /** Days differ, and one in 1,500 brings twice as much as others. */
    private void newDay(Random random) {
        today = Math.exp(0.25 * random.nextGaussian()) * (random.nextInt(1_500) == 0 ? 2 : 1);
    }

    /** One key in twenty moves within a month; one that gets about is elsewhere twice a day. */
    private void move(Random random) {
        if (random.nextInt(roaming ? 12 : 20 * HOURS_OF_MONTH) == 0) {
            places.set(random.nextInt(places.size()), Calls.address(random));
        }
    }

    private void addBurst(Instant start, Random random, List<AuthEvent> events) {
        int calls = (int) (80 * volume * Math.exp(0.4 * random.nextGaussian()));
        int millis = (10 + random.nextInt(40)) * 60_000;
        IpAddress from = place(random);
        for (int call = 0; call < calls; call++) {
            Instant time = start.plusMillis(random.nextInt(millis));
            events.add(
                    random.nextDouble() < limitedShare
                            ? Calls.refused(DenialReason.LIMIT_EXCEEDED, key, from, time)
                            : Calls.granted(key, from, time));
        }
    }
}
