package io.keystile.console;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes limits one to a line, such as {@code per-minute 1000/1m}, and reads them. */
final class LimitLines {
    private static final Pattern LINE = Pattern.compile("(?:(\\S+)\\s+)?([0-9]{1,9})\\s*/\\s*([0-9]{1,8})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final Map<Long, String> NAMES =
            Map.of(1L, "per-second", 60L, "per-minute", 3_600L, "per-hour", 86_400L, "per-day");

    private LimitLines() {}

    static String print(List<RateLimit> limits) {
        return limits.stream()
                .map(limit -> limit.name() + " " + limit.permits() + "/"
                        + limit.window().toSeconds() + "s")
                .collect(Collectors.joining("\n"));
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
        String name = form.group(1) == null ? NAMES.getOrDefault(seconds, "per-" + seconds + "s") : form.group(1);
        return RateLimit.of(name, Long.parseLong(form.group(2)), Duration.ofSeconds(seconds));
    }
}
