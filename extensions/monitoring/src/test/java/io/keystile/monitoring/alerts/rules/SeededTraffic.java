package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import io.keystile.DenialReason;
import io.keystile.Events;
import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Generates weeks of ordinary calls of five keys: more by day than by night, and more on working days than on weekends.
 * Each key calls from two networks. Some calls lack a permission, a few have a wrong secret or an unknown id.
 */
final class SeededTraffic {
    static final int KEYS = 5;
    private static final int HOUR = 3_600;

    private final Random random;

    SeededTraffic(long seed) {
        this.random = new Random(seed);
    }

    /** Returns the calls of the given number of weeks from {@link Events#MONDAY}, ordered by time. */
    List<AuthEvent> weeks(int weeks) {
        List<AuthEvent> events = new ArrayList<>();
        for (int hour = 0; hour < weeks * 7 * 24; hour++) {
            Instant start = Events.MONDAY.plusSeconds((long) hour * HOUR);
            for (int number = 0; number < KEYS; number++) {
                addHour(Events.key(number), 2 + 8 * number, hour, start, events);
            }
            if (random.nextInt(10) == 0) {
                events.add(Events.unverified(DenialReason.UNKNOWN_KEY, Events.key(999), "198.51.100.9", within(start)));
            }
        }
        events.sort(Comparator.comparing(AuthEvent::time));
        return events;
    }

    private void addHour(KeyId key, int volume, int hour, Instant start, List<AuthEvent> events) {
        boolean day = hour % 24 >= 8 && hour % 24 < 19;
        boolean workingDay = hour / 24 % 7 < 5;
        double expected = volume * (day ? 2.0 : 0.6) * (workingDay ? 1.0 : 0.5);
        int calls = (int) Math.max(0, Math.round(expected + Math.sqrt(expected) * random.nextGaussian()));
        for (int call = 0; call < calls; call++) {
            Instant time = within(start);
            String address = random.nextInt(4) == 0 ? "203.0.113.5" : Events.HOME;
            if (random.nextInt(50) == 0) {
                events.add(Events.refused(DenialReason.PERMISSION_MISSING, key, address, time));
            } else if (random.nextInt(500) == 0) {
                events.add(Events.unverified(DenialReason.WRONG_SECRET, key, address, time));
            } else {
                events.add(Events.granted(key, address, time));
            }
        }
    }

    private Instant within(Instant start) {
        return start.plusMillis(random.nextInt(HOUR * 1_000));
    }
}
