package io.keystile.redis;

/**
 * A clock of the server that a test sets. It is read by the script in place of {@code TIME}; otherwise the script is
 * the one of the limiter.
 */
final class ServerClock {

    private static final String CLOCK_LINE = "local time = redis.call('TIME')\n";
    private static final String TEST_CLOCK_LINE = "local time = redis.call('HMGET', 'test:time', 's', 'us')\n";
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final TestRedis redis;
    private long micros;

    ServerClock(TestRedis redis, long micros) {
        this.redis = redis;
        set(micros);
    }

    /** Returns the script of the limiter with one other line. */
    static String script() {
        String source = LimitScript.source();
        String replaced = source.replace(CLOCK_LINE, TEST_CLOCK_LINE);
        boolean once = source.indexOf(CLOCK_LINE) == source.lastIndexOf(CLOCK_LINE);
        if (!once
                || source.split("TIME'", -1).length != 2
                || replaced.length() - source.length() != TEST_CLOCK_LINE.length() - CLOCK_LINE.length()) {
            throw new AssertionError("the script does not read its clock in exactly one line");
        }
        return replaced;
    }

    /** Returns that script with keys that do not expire on the real clock before they do on this one. */
    static String lastingScript() {
        String script = script();
        String lasting = script.replace("(state.expires - now) / 1000", "state.expires - now");
        if (lasting.equals(script)) {
            throw new AssertionError("the script does not set when a key expires");
        }
        return lasting;
    }

    long micros() {
        return micros;
    }

    void set(long newMicros) {
        micros = newMicros;
        redis.send(
                "HSET",
                "test:time",
                "s",
                Long.toString(newMicros / MICROS_PER_SECOND),
                "us",
                Long.toString(newMicros % MICROS_PER_SECOND));
    }

    void advance(long by) {
        set(micros + by);
    }
}
