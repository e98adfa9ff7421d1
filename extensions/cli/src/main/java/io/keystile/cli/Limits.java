package io.keystile.cli;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and prints limits such as {@code 1000/1m}: permits and window. */
final class Limits {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})/(.+)");

    private Limits() {}

    /**
     * Parses a limit, which is named after its window: {@code per-minute}, or {@code per-90s}.
     *
     * @throws CliException if the text is malformed
     * @throws IllegalArgumentException if the permits or the window are out of bounds
     */
    static RateLimit parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw CliException.wrongUse("--limit takes permits and a window such as 1000/1m; got \"" + text + "\"");
        }
        Duration window = Durations.parse("The window of --limit", form.group(2));
        return RateLimit.of(nameOf(window), Long.parseLong(form.group(1)), window);
    }

    private static String nameOf(Duration window) {
        return switch ((int) Math.min(Integer.MAX_VALUE, window.toSeconds())) {
            case 1 -> "per-second";
            case 60 -> "per-minute";
            case 3_600 -> "per-hour";
            case 86_400 -> "per-day";
            default -> "per-" + window.toSeconds() + "s";
        };
    }

    /** Returns the limits as text: {@code 1000/60s}, or a hyphen for none. */
    static String print(List<RateLimit> limits) {
        List<String> texts = limits.stream()
                .map(limit -> limit.permits() + "/" + limit.window().toSeconds() + "s")
                .toList();
        return texts.isEmpty() ? "-" : String.join(" ", texts);
    }
}
