package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import io.keystile.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts an alert to a row of {@code keystile_alert}, and back. */
final class AlertRow {
    /** The columns in the order of {@link #values}; the id is first. */
    static final List<String> COLUMNS = List.of(
            "id",
            "subject",
            "number",
            "version",
            "rule",
            "severity",
            "key_id",
            "verified",
            "workspace",
            "network",
            "first_seen",
            "last_seen",
            "open_until",
            "calls",
            "key_disabled",
            "text",
            "parts");

    private final Dialect dialect;

    AlertRow(Dialect dialect) {
        this.dialect = dialect;
    }

    @Nullable
    Object[] values(StoredAlert alert) {
        return new @Nullable Object[] {
            alert.id(),
            alert.subject(),
            alert.number(),
            alert.version(),
            alert.rule(),
            alert.severity().name(),
            text(alert.keyId()),
            alert.verified(),
            alert.workspace(),
            text(alert.network()),
            dialect.time(alert.firstSeen()),
            dialect.time(alert.lastSeen()),
            dialect.time(alert.openUntil()),
            alert.count(),
            alert.keyDisabled(),
            alert.text(),
            JsonColumn.ofMap(texts(alert.parts()))
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Each part is its count, a space, and its time. */
    private static Map<String, String> texts(Map<String, StoredAlert.Part> parts) {
        Map<String, String> texts = new TreeMap<>();
        parts.forEach((name, part) -> texts.put(name, part.count() + " " + part.until()));
        return texts;
    }

    /**
     * Reads an alert.
     *
     * @throws StoreException if a column is invalid; the message names the alert
     */
    StoredAlert read(ResultSet row) throws SQLException {
        String id = row.getString("id");
        String key = row.getString("key_id");
        String network = row.getString("network");
        try {
            return new StoredAlert(
                    row.getString("subject"),
                    row.getLong("number"),
                    row.getLong("version"),
                    row.getString("rule"),
                    AlertSeverity.valueOf(row.getString("severity")),
                    key == null ? null : new KeyId(key),
                    row.getBoolean("verified"),
                    row.getString("workspace"),
                    network == null ? null : CidrBlock.parse(network),
                    Objects.requireNonNull(dialect.time(row, "first_seen")),
                    Objects.requireNonNull(dialect.time(row, "last_seen")),
                    row.getBoolean("key_disabled"),
                    row.getString("text"),
                    parts(row.getString("parts")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new StoreException(
                    "Alert " + id + " cannot be read; correct or delete its row in keystile_alert: " + e.getMessage(),
                    e);
        }
    }

    private static Map<String, StoredAlert.Part> parts(@Nullable String json) {
        Map<String, StoredAlert.Part> parts = new TreeMap<>();
        JsonColumn.readMap("parts", json).forEach((name, text) -> parts.put(name, part(text)));
        return parts;
    }

    private static StoredAlert.Part part(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("a part must be a count, a space and a time; got \"" + text + "\"");
        }
        return new StoredAlert.Part(Long.parseLong(text.substring(0, space)), Instant.parse(text.substring(space + 1)));
    }
}
