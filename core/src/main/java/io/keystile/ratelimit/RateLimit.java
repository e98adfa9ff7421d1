package io.keystile.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * So many permits in any window of so long, for example 100 per minute.
 *
 * @param name what the {@code RateLimit-Policy} header calls it: {@code [a-z][a-z0-9-]{0,63}}
 * @param permits 1 to {@value #MAX_PERMITS}
 * @param window whole seconds, 1 second to 366 days
 */
public record RateLimit(String name, long permits, Duration window) {

    /** The most permits that a limit can have. */
    public static final long MAX_PERMITS = 100_000_000;

    static final Duration LONGEST_WINDOW = Duration.ofDays(366);

    private static final int MAX_TOGETHER = 8;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a component is out of its bounds
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

    /** A limit with a name of its own. */
    public static RateLimit of(String name, long permits, Duration window) {
        return new RateLimit(name, permits, window);
    }

    /** A limit named {@code per-second}. */
    public static RateLimit perSecond(long permits) {
        return new RateLimit("per-second", permits, Duration.ofSeconds(1));
    }

    /** A limit named {@code per-minute}. */
    public static RateLimit perMinute(long permits) {
        return new RateLimit("per-minute", permits, Duration.ofMinutes(1));
    }

    /** A limit named {@code per-hour}. */
    public static RateLimit perHour(long permits) {
        return new RateLimit("per-hour", permits, Duration.ofHours(1));
    }

    /** A limit named {@code per-day}; a day is 24 hours. */
    public static RateLimit perDay(long permits) {
        return new RateLimit("per-day", permits, Duration.ofDays(1));
    }

    /** The window in nanoseconds; whole seconds make it one multiplication, cheap enough for every call. */
    long windowNanos() {
        return window.toSeconds() * NANOS_PER_SECOND;
    }

    /**
     * Copies limits that count the same calls.
     *
     * @param limits at most 8, each of another name; may be empty
     * @param owner whose limits they are, for the message
     * @return an unmodifiable copy
     * @throws IllegalArgumentException if they are more, or two have one name
     */
    public static List<RateLimit> copyOfDistinct(List<RateLimit> limits, String owner) {
        long names = limits.stream().map(RateLimit::name).distinct().count();
        if (limits.size() > MAX_TOGETHER || names < limits.size()) {
            throw new IllegalArgumentException(
                    owner + " has at most " + MAX_TOGETHER + " limits, each with another name");
        }
        return List.copyOf(limits);
    }
}
