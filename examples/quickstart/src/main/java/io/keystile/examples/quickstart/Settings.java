package io.keystile.examples.quickstart;

import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the quickstart, from environment variables.
 *
 * @param port the port of the server, from {@code PORT}; 8080 by default, 0 for any free port
 * @param data the folder of the keys and the access log, from {@code KEYSTILE_DATA}; {@code ./keystile-data} by default
 * @param redis the URI of the Redis server that nodes share, from {@code KEYSTILE_REDIS}, which may contain a password;
 *     null if each node is alone
 * @param plans the standard plans; {@code FREE_WINDOW_SECONDS} sets the window of the plan {@code free} in seconds; 60
 *     by default
 * @param demo whether half an hour of made-up calls is replayed at the start
 */
record Settings(int port, Path data, @Nullable String redis, Plans plans, boolean demo) {

    static Settings of(Map<String, String> environment) {
        int port = number(environment, "PORT", 8080, 0, 65_535);
        String folder = environment.getOrDefault("KEYSTILE_DATA", "").strip();
        Path data = Path.of(folder.isEmpty() ? "keystile-data" : folder);
        String redis = environment.getOrDefault("KEYSTILE_REDIS", "").strip();
        int seconds = number(environment, "FREE_WINDOW_SECONDS", 60, 1, 86_400);
        RateLimit limit = seconds == 60
                ? RateLimit.perMinute(100)
                : RateLimit.of("per-" + seconds + "-seconds", 100, Duration.ofSeconds(seconds));
        Plans plans = Plans.standard().with(Plan.of("free", limit));
        return new Settings(port, data, redis.isEmpty() ? null : redis, plans, false);
    }

    /**
     * Returns these settings with made-up calls and a new folder for temporary files: its keys are issued at the start,
     * so that they can be called with, and nothing made up gets into the folder of others.
     */
    Settings withDemo() throws IOException {
        Path folder = Files.createTempDirectory("keystile-demo");
        return new Settings(port, folder, redis, plans, true);
    }

    /** Deletes the folder of a demo, once nobody writes to it any more. */
    void deleteDemo() throws IOException {
        if (demo) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "Settings[port=" + port + ", data=" + data + "]";
    }

    private static int number(Map<String, String> environment, String name, int defaultValue, int min, int max) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return defaultValue;
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        throw new IllegalArgumentException(
                name + " must be a number from " + min + " to " + max + "; got \"" + text + "\"");
    }
}
