package io.keystile.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A maximum number of permits in any window of a given length, for example 100 per minute.
 *
 * @param name the name in the {@code RateLimit-Policy} header: {@code [a-z][a-z0-9-]{0,63}}
 * @param permits the maximum number of permits in a window, 1 to {@value #MAX_PERMITS}
 * @param window the length of the window in whole seconds, 1 second to 366 days
 */
public record RateLimit(String name, long permits, Duration window) {

    /** The maximum number of permits of a limit. */
    public static final long MAX_PERMITS = 100_000_000;

    static final Duration LONGEST_WINDOW = Duration.ofDays(366);

    private static final int MAX_LIMITS = 8;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * Creates a limit.
     *
     * @throws IllegalArgumentException if a component is out of bounds
     */
    public RateLimit {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(window, "window");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "limit name \"" + name + "\" does not match [a-z][a-z0-9-]{0,63}; give a name like \"per-minute\"");
        }
        if (permits < 1 || permits > MAX_PERMITS) {
            throw new IllegalArgumentException(
                    "limit \"" + name + "\" has " + permits + " permits; give 1 to " + MAX_PERMITS);
        }
        if (window.getNano() != 0 || window.getSeconds() < 1 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException(
                    "limit \"" + name + "\" has the window " + window + "; give whole seconds, 1 second to 366 days");
        }
    }

    /** Returns a limit with the given name. */
    public static RateLimit of(String name, long permits, Duration window) {
        return new RateLimit(name, permits, window);
    }

    /** Returns a limit named {@code per-second}. */
    public static RateLimit perSecond(long permits) {
        return new RateLimit("per-second", permits, Duration.ofSeconds(1));
    }

    /** Returns a limit named {@code per-minute}. */
    public static RateLimit perMinute(long permits) {
        return new RateLimit("per-minute", permits, Duration.ofMinutes(1));
    }

    /** Returns a limit named {@code per-hour}. */
    public static RateLimit perHour(long permits) {
        return new RateLimit("per-hour", permits, Duration.ofHours(1));
    }

    /** Returns a limit named {@code per-day}; a day is 24 hours. */
    public static RateLimit perDay(long permits) {
        return new RateLimit("per-day", permits, Duration.ofDays(1));
    }

    /** Returns the window in nanoseconds. A window is whole seconds, so this is one multiplication. */
    long windowNanos() {
        return window.toSeconds() * NANOS_PER_SECOND;
    }

    /**
     * Returns an unmodifiable copy of limits that apply to the same calls, and checks their number and names.
     *
     * @param limits at most 8 limits with different names; may be empty
     * @param owner the owner of the limits, for the message of the exception
     * @return an unmodifiable copy
     * @throws IllegalArgumentException if there are more than 8 limits, or two have the same name
     */
    public static List<RateLimit> copyOfDistinct(List<RateLimit> limits, String owner) {
        if (limits.isEmpty()) {
            return List.of();
        }
        long names = limits.stream().map(RateLimit::name).distinct().count();
        if (limits.size() > MAX_LIMITS || names < limits.size()) {
            throw new IllegalArgumentException(
                    owner + " has at most " + MAX_LIMITS + " limits, each with a different name");
        }
        return List.copyOf(limits);
    }
}
