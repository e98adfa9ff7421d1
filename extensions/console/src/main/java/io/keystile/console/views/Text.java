package io.keystile.console.views;

import io.keystile.model.KeyStatus;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Writes values for people, in English. */
public final class Text {
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private record Unit(String name, Duration length) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("year", Duration.ofDays(365)),
            new Unit("month", Duration.ofDays(30)),
            new Unit("day", Duration.ofDays(1)),
            new Unit("hour", Duration.ofHours(1)),
            new Unit("minute", Duration.ofMinutes(1)));

    private Text() {}

    /** Returns for example {@code 30 Nov 2026, 08:12 UTC}. */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    /** Returns for example {@code 30 Nov 2026, 08:12:30 UTC}. */
    public static String second(Instant instant) {
        return SECOND.format(instant);
    }

    /** Returns for example {@code 30 Nov 2026}. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** Returns an instant as machines read it, to the second. */
    public static String machine(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Returns how far away an instant is: {@code 3 minutes ago}, {@code in 2 days}, {@code just now}. */
    public static String distance(Instant instant, Instant now) {
        Duration between = Duration.between(instant, now);
        String length = length(between.abs());
        if (length.isEmpty()) {
            return between.isNegative() ? "in a moment" : "just now";
        }
        return between.isNegative() ? "in " + length : length + " ago";
    }

    /** Returns for example {@code 2 days}; empty for less than a minute. */
    public static String length(Duration length) {
        for (Unit unit : UNITS) {
            long count = length.dividedBy(unit.length());
            if (count > 0) {
                return plural(count, unit.name());
            }
        }
        return "";
    }

    /** Returns for example {@code 1 key} or {@code 1,204 keys}. */
    public static String plural(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Returns for example {@code 1,204}. */
    public static String count(long count) {
        return String.format(Locale.ENGLISH, "%,d", count);
    }

    /** Returns for example {@code 1,000 calls per minute}. */
    public static String limit(RateLimit limit) {
        long seconds = limit.window().toSeconds();
        String window = UNITS.stream()
                .filter(unit -> unit.length().toSeconds() == seconds)
                .map(Unit::name)
                .findFirst()
                .orElse(seconds == 1 ? "second" : plural(seconds, "second"));
        return plural(limit.permits(), "call") + " per " + window;
    }

    /** Returns for example {@code Active}. */
    public static String status(KeyStatus status) {
        return switch (status) {
            case ACTIVE -> "Active";
            case DISABLED -> "Disabled";
            case REVOKED -> "Revoked";
            case EXPIRED -> "Expired";
        };
    }

    /** Returns the class of a status in the stylesheet. */
    public static String statusClass(KeyStatus status) {
        return switch (status) {
            case ACTIVE -> "good";
            case DISABLED -> "warn";
            case REVOKED -> "bad";
            case EXPIRED -> "none";
        };
    }
}
