package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.key.KeyId;
import io.keystile.store.KeyQuery.Position;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the position of a key in a list as text, and reads it. */
final class Cursor {
    private Cursor() {}

    /** Reads a position such as {@code 2026-11-30T08:12:00Z.aB3dE5fG7hI9}; empty if it is malformed. */
    static Optional<Position> read(String text) {
        int end = text.lastIndexOf('.');
        if (end < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Position(Instant.parse(text.substring(0, end)), new KeyId(text.substring(end + 1))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the query of the page after a key, which keeps these fields. */
    static String query(Fields fields, ApiKeySummary last, List<String> kept) {
        String after = "after=" + encode(last.createdAt() + "." + last.id());
        return Stream.concat(
                        kept.stream()
                                .filter(field -> !fields.text(field).isEmpty())
                                .map(field -> field + "=" + encode(fields.text(field))),
                        Stream.of(after))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
