package io.keystile.console;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes limits one to a line, such as {@code 1000/1m} or {@code nightly 50000/1d}, and reads them. */
final class LimitLines {
    private static final Pattern LINE = Pattern.compile("(?:(\\S+)\\s+)?([0-9]{1,9})\\s*/\\s*([0-9]{1,8})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    /** The units, the longest first. */
    private static final List<String> UNITS = List.of("d", "h", "m", "s");

    private static final Map<Long, String> NAMES =
            Map.of(1L, "per-second", 60L, "per-minute", 3_600L, "per-hour", 86_400L, "per-day");

    private LimitLines() {}

    /** Writes limits as {@link #parse} reads them; names that it would give are left out. */
    static String print(List<RateLimit> limits) {
        return limits.stream().map(LimitLines::printLine).collect(Collectors.joining("\n"));
    }

    private static String printLine(RateLimit limit) {
        long seconds = limit.window().toSeconds();
        String unit = UNITS.stream()
                .filter(each -> seconds % SECONDS.getOrDefault(each, 1L) == 0)
                .findFirst()
                .orElse("s");
        String name = limit.name().equals(nameOf(seconds)) ? "" : limit.name() + " ";
        return name + limit.permits() + "/" + seconds / SECONDS.getOrDefault(unit, 1L) + unit;
    }

    private static String nameOf(long seconds) {
        return NAMES.getOrDefault(seconds, "per-" + seconds + "s");
    }

    /**
     * Parses limits. One without a name is named after its window.
     *
     * @throws IllegalArgumentException if a line is malformed
     */
    static List<RateLimit> parse(String text) {
        return SettingsForms.lines(text).stream().map(LimitLines::parseLine).toList();
    }

    private static RateLimit parseLine(String line) {
        Matcher form = LINE.matcher(line);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "Write each limit on a line of its own, as calls and time, such as 1000/1m or nightly 50000/1d");
        }
        long seconds = Long.parseLong(form.group(3)) * SECONDS.getOrDefault(form.group(4), 1L);
        String name = form.group(1) == null ? nameOf(seconds) : form.group(1);
        return RateLimit.of(name, Long.parseLong(form.group(2)), Duration.ofSeconds(seconds));
    }
}
