package io.keystile.examples.quickstart;

import static java.util.Objects.requireNonNull;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthRequest;
import io.keystile.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Half an hour of made-up calls, the same at each start. They are decided as all calls are, at the times in the past
 * that the clock is set to; so what is shown of them are real decisions on made-up requests. Most addresses are those
 * that RFC 5737 reserves for documentation, and the user agents say what the calls are.
 */
final class DemoTraffic {
    private static final Duration LENGTH = Duration.ofMinutes(30);
    private static final String OFFICE = "203.0.113.7";
    private static final String CLOUD = "198.51.100.24";
    private static final int BUSY_MINUTE = 21;

    private final ApiKeyAuthenticator authenticator;
    private final ReplayClock clock;
    private final Map<String, String> keys;
    private final Random random = new Random(1);

    /**
     * Creates traffic for keys.
     *
     * @param keys the plaintext of the sample keys, by name
     */
    DemoTraffic(ApiKeyAuthenticator authenticator, ReplayClock clock, Map<String, String> keys) {
        this.authenticator = authenticator;
        this.clock = clock;
        this.keys = keys;
    }

    /** A call of a flow. */
    private record Call(String key, String peerAddress, String userAgent) implements AuthRequest {
        @Override
        public Requirement requirement() {
            return Requirement.permission("flows:execute");
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public List<String> headers(String name) {
            return switch (name) {
                case "Authorization" -> List.of("Bearer " + key);
                case "User-Agent" -> List.of(userAgent);
                default -> List.of();
            };
        }

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/flows/f1/execute";
        }
    }

    /** Makes the calls, and then lets the clock run. */
    void replay() {
        Instant begin = clock.start().minus(LENGTH);
        for (int second = 0; second < LENGTH.toSeconds(); second++) {
            clock.standAt(begin.plusSeconds(second));
            makeCallsOf(second);
        }
        clock.run();
    }

    private void makeCallsOf(int second) {
        int minute = second / 60;
        if (random.nextInt(10) < 3 + 3 * Math.sin(minute / 5.0)) {
            call("pro", OFFICE, "exporter");
        }
        if (second % 5 == 0) {
            call("enterprise", "127.0.0.1", "scheduler");
        }
        // In one minute more than the limit of the plan.
        for (int calls = minute == BUSY_MINUTE ? 4 : second % 7 == 0 ? 1 : 0; calls > 0; calls--) {
            call("free", CLOUD, "app");
        }
        if (second % 90 == 0) {
            call("readonly", OFFICE, "report");
            call("elsewhere", CLOUD, "partner");
        }
        if (second % 300 == 60) {
            call("revoked", OFFICE, "old script");
            call("expired", OFFICE, "older script");
        }
    }

    private void call(String name, String address, String program) {
        authenticator.decide(new Call(requireNonNull(keys.get(name)), address, "made-up " + program));
    }
}
