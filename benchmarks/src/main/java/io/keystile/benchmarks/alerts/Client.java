package io.keystile.benchmarks.alerts;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generates the ordinary calls of one key: with its volume, its addresses and its denied calls. */
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
    private final List<IpAddress> addresses = new ArrayList<>();
    private double volumeFactorOfDay = 1;

    /** The times at which a client calls. */
    enum Habit {
        /** Mostly during the day on working days. */
        OFFICE,
        /** Evenly, day and night. */
        MACHINE,
        /** Rarely, except for bursts at any time. */
        BATCH,
        /** A few calls a week. */
        RARE,
        /** Never, except when it is misused. */
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
        int addressCount = 1 + random.nextInt(3);
        for (int i = 0; i < addressCount; i++) {
            addresses.add(Calls.address(random));
        }
    }

    boolean isRoaming() {
        return roaming;
    }

    /** Returns one of the addresses that the client calls from, at random. */
    IpAddress address(Random random) {
        return addresses.get(random.nextInt(addresses.size()));
    }

    /** Returns the expected number of calls in an hour, without bursts. Hours are counted from a Monday in UTC. */
    double expectedCalls(int hour) {
        return switch (habit) {
            case OFFICE ->
                officeActivity(hour + timeZone) * volume * volumeFactorOfDay * Math.pow(1 + growthPerDay, hour / 24.0);
            case MACHINE -> volume * volumeFactorOfDay;
            case BATCH -> 0.2;
            case RARE -> 0.03;
            case SILENT -> 0;
        };
    }

    /** Returns the activity in an hour of local time, relative to the volume. */
    private static double officeActivity(int localHour) {
        double daytime = Math.exp(-Math.pow((localHour % 24 - 14) / 4.5, 2));
        boolean weekend = localHour / 24 % 7 >= 5;
        return 0.1 + daytime * (weekend ? 0.35 : 1.6);
    }

    /** Adds the calls of an hour. */
    void addHour(int hour, Instant start, Random random, List<AuthEvent> events) {
        if (hour % 24 == 0) {
            startDay(random);
        }
        move(random);
        int calls = Distributions.poisson(expectedCalls(hour), random);
        for (int call = 0; call < calls; call++) {
            double draw = random.nextDouble();
            Instant time = start.plusMillis(random.nextInt(HOUR_MILLIS));
            events.add(
                    draw < forbiddenShare
                            ? Calls.denied(DenialReason.PERMISSION_MISSING, key, address(random), time)
                            : Calls.granted(key, address(random), time));
        }
        if (habit == Habit.BATCH && random.nextInt(meanHoursBetweenBursts) == 0) {
            addBurst(start, random, events);
        }
    }

    /** Varies the volume from day to day. One day in 1,500 has twice the volume. */
    private void startDay(Random random) {
        volumeFactorOfDay = Math.exp(0.25 * random.nextGaussian()) * (random.nextInt(1_500) == 0 ? 2 : 1);
    }

    /** Replaces an address at random: on average once in 20 months, or twice a day for a roaming key. */
    private void move(Random random) {
        if (random.nextInt(roaming ? 12 : 20 * HOURS_OF_MONTH) == 0) {
            addresses.set(random.nextInt(addresses.size()), Calls.address(random));
        }
    }

    private void addBurst(Instant start, Random random, List<AuthEvent> events) {
        int calls = (int) (80 * volume * Math.exp(0.4 * random.nextGaussian()));
        int millis = (10 + random.nextInt(40)) * 60_000;
        IpAddress address = address(random);
        for (int call = 0; call < calls; call++) {
            Instant time = start.plusMillis(random.nextInt(millis));
            events.add(
                    random.nextDouble() < limitedShare
                            ? Calls.denied(DenialReason.LIMIT_EXCEEDED, key, address, time)
                            : Calls.granted(key, address, time));
        }
    }
}
