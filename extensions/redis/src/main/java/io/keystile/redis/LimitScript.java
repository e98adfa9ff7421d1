package io.keystile.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The script that decides on calls, {@code limits.lua}. It is sent by its hash, and whole if the server lacks it. */
final class LimitScript {

    /** The index of the first key in the command. */
    static final int FIRST_KEY = 3;

    private static final byte[] EVALSHA = "EVALSHA".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVAL = "EVAL".getBytes(StandardCharsets.US_ASCII);

    private final byte[] source;
    private final byte[] hash;

    LimitScript(String source) {
        this.source = source.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(this.source);
            this.hash = HexFormat.of().formatHex(sha1).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the text of the script. */
    static String source() {
        try (InputStream resource = Objects.requireNonNull(LimitScript.class.getResourceAsStream("limits.lua"))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the script at most once.
     *
     * @param command the command, whose first two words are set here
     * @param timeoutNanos the maximum time to wait in all
     * @throws RedisCallException if the server does not reply in time, or with an error
     */
    Reply run(Redis redis, long timeoutNanos, byte[][] command) {
        long start = System.nanoTime();
        command[0] = EVALSHA;
        command[1] = hash;
        try {
            return send(redis, timeoutNanos, command);
        } catch (RedisCallException e) {
            long left = timeoutNanos - (System.nanoTime() - start);
            if (!e.code().equals("NOSCRIPT") || left <= 0) {
                throw e;
            }
            // The server has not run it: it lost its scripts, in a restart for example.
            command[0] = EVAL;
            command[1] = source;
            return send(redis, left, command);
        }
    }

    private static Reply send(Redis redis, long timeoutNanos, byte[][] command) {
        Object reply = redis.send(Duration.ofNanos(timeoutNanos), FIRST_KEY, command);
        if (reply instanceof List<?> numbers) {
            return new Reply(numbers);
        }
        throw new RedisCallException(RedisCallException.Outcome.UNKNOWN, "unexpected reply to a script", null);
    }

    /** What the script replies, see {@code limits.lua}. */
    static final class Reply {

        private static final int NUMBERS_BEFORE_LIMITS = 2;

        private final List<?> numbers;

        Reply(List<?> numbers) {
            this.numbers = numbers;
        }

        private long number(int i) {
            return ((Long) Objects.requireNonNull((@Nullable Object) numbers.get(i)));
        }

        /** Returns the time of the server in microseconds since 1970. */
        long serverMicros() {
            return number(0);
        }

        boolean granted() {
            return number(1) == 1;
        }

        /** Returns whether it has all numbers of the limits. */
        boolean isExtended(int limits) {
            return numbers.size() > NUMBERS_BEFORE_LIMITS + limits * 3;
        }

        /** Returns one of the numbers of a limit. */
        long of(int limit, int limits, Field field) {
            int each = (numbers.size() - NUMBERS_BEFORE_LIMITS) / limits;
            return number(NUMBERS_BEFORE_LIMITS + limit * each + field.index);
        }
    }

    /** The numbers of a limit in a reply; those after {@link #WAIT} only if the call asked for them. */
    enum Field {
        USED(0),
        RESET(1),
        WAIT(2),
        LEASED(3),
        STAMP(4),
        COUNT(5),
        RETURNED(6);

        private final int index;

        Field(int index) {
            this.index = index;
        }
    }
}
