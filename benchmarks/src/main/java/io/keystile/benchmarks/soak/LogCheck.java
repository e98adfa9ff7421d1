package io.keystile.benchmarks.soak;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads all files of an access log, byte by byte, and counts the decisions that they account for. */
final class LogCheck {
    /** An id and half of a secret, which is more than a log may contain of a key. */
    private static final Pattern KEY = Pattern.compile("pk_live_[0-9A-Za-z]{28}");

    private final ObjectReader json = new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private long decisions;
    private long dropped;
    private long passedOver;

    /**
     * Reads all files of a folder.
     *
     * @throws IllegalStateException if a line is not a valid entry, or contains a key or a control character
     */
    static LogCheck of(Path folder) throws IOException {
        LogCheck check = new LogCheck();
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.toList();
            for (Path file : files) {
                check.read(file);
            }
        }
        return check;
    }

    private void read(Path file) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    check(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        }
        require(line.size() == 0, "An unterminated last line", file.toString());
    }

    void check(String line) {
        for (int i = 0; i < line.length(); i++) {
            require(!breaksLines(line.charAt(i)), "A control character", line);
        }
        require(!KEY.matcher(line).find(), "A key", "");
        JsonNode entry;
        try {
            entry = json.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException("Not JSON: " + line, e);
        }
        require(entry.isObject() && entry.has("time"), "Not an object with a time", line);
        boolean decision =
                entry.path("outcome").isTextual() && entry.path("nanos").isNumber();
        decisions += decision ? 1 : 0;
        dropped += entry.path("dropped").asLong();
        passedOver += entry.path("passedOver").asLong();
        require(
                decision || entry.has("dropped") || entry.has("passedOver"),
                "Neither a decision nor a count of omitted ones",
                line);
    }

    private static boolean breaksLines(int character) {
        return character < ' ' || (character >= 0x7f && character < 0xa0) || character == 0x2028 || character == 0x2029;
    }

    private static void require(boolean holds, String what, String line) {
        if (!holds) {
            throw new IllegalStateException(what + " in the log: " + line);
        }
    }

    long decisions() {
        return decisions;
    }

    long dropped() {
        return dropped;
    }

    long passedOver() {
        return passedOver;
    }
}
