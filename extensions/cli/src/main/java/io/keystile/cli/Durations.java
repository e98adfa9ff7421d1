package io.keystile.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations such as {@code 30d}, {@code 12h}, {@code 90m} and {@code 45s}, and those of ISO 8601. */
final class Durations {
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})([smhdw])");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS);

    private Durations() {}

    /**
     * Parses a duration of zero or more.
     *
     * @param option the option that has this value, for the message
     * @throws CliException if the text is malformed or the duration is negative
     */
    static Duration parse(String option, String text) {
        Matcher shortForm = SHORT.matcher(text);
        if (shortForm.matches()) {
            long number = Long.parseLong(shortForm.group(1));
            ChronoUnit unit = UNITS.get(shortForm.group(2));
            // Duration.of rejects weeks as an estimated unit; here a week is seven days.
            return unit == null ? Duration.ofDays(7 * number) : Duration.of(number, unit);
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Reported below, like a negative duration.
        }
        throw CliException.wrongUse(
                option + " takes a time such as 30d, 12h, 90m, 45s, P30D or PT12H; got \"" + text + "\"");
    }
}
