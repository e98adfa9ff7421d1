package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.key.KeyId;
import io.keystile.store.AuditQuery;
import io.keystile.store.ChainedEntry;
import io.keystile.store.KeyQuery.Position;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the position of a key or a change in a list as text, and reads it. */
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

    /** Reads a position such as {@code 2026-11-30T08:12:00Z.42} in a workspace's history; empty if it is malformed. */
    static Optional<AuditQuery.Position> readChange(String text, String workspace) {
        int end = text.lastIndexOf('.');
        if (end < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AuditQuery.Position(
                    Instant.parse(text.substring(0, end)), workspace, Long.parseLong(text.substring(end + 1))));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the position of a key. */
    static String of(ApiKeySummary key) {
        return of(key.createdAt(), key.id());
    }

    /** Returns the position of a key. */
    static String of(Instant createdAt, KeyId id) {
        return createdAt + "." + id;
    }

    /** Returns the position of a change. */
    static String of(ChainedEntry change) {
        return change.entry().time() + "." + change.number();
    }

    /**
     * Returns the query of a page, which keeps these fields.
     *
     * @param after the position that the page begins after; empty for the first page
     */
    static String query(Fields fields, String after, List<String> kept) {
        Stream<String> position = after.isEmpty() ? Stream.of() : Stream.of("after=" + encode(after));
        List<String> all = Stream.concat(
                        kept.stream()
                                .filter(field -> !fields.text(field).isEmpty())
                                .map(field -> field + "=" + encode(fields.text(field))),
                        position)
                .toList();
        return all.isEmpty() ? "" : "?" + String.join("&", all);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
