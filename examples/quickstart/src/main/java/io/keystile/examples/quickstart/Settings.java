package io.keystile.examples.quickstart;

import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the environment says.
 *
 * @param port where the server listens, {@code PORT}, 8080 unless set; 0 for any free port
 * @param data the folder that keeps the keys, {@code KEYSTILE_DATA}, {@code ./keystile-data} unless set
 * @param plans the standard plans; {@code FREE_WINDOW_SECONDS} gives the plan {@code free} another window than a minute
 */
record Settings(int port, Path data, Plans plans) {

    static Settings of(Map<String, String> environment) {
        int port = number(environment, "PORT", 8080, 0, 65_535);
        Path data = Path.of(environment.getOrDefault("KEYSTILE_DATA", "keystile-data"));
        int seconds = number(environment, "FREE_WINDOW_SECONDS", 60, 1, 86_400);
        RateLimit limit = seconds == 60
                ? RateLimit.perMinute(100)
                : RateLimit.of("per-" + seconds + "-seconds", 100, Duration.ofSeconds(seconds));
        return new Settings(port, data, Plans.standard().with(Plan.of("free", limit)));
    }

    private static int number(Map<String, String> environment, String name, int otherwise, int min, int max) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of bounds.
        }
        throw new IllegalArgumentException(name + " is a number from " + min + " to " + max + "; got \"" + text + "\"");
    }
}
