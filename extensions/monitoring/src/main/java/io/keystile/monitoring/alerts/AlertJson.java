package io.keystile.monitoring.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes alerts as JSON objects. Fields that are null are left out. */
final class AlertJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AlertJson() {}

    static String of(Alert alert) {
        ObjectNode json = JSON.createObjectNode()
                .put("incident", alert.incident())
                .put("rule", alert.rule())
                .put("severity", alert.severity().name().toLowerCase(Locale.ROOT))
                .put("phase", alert.phase().name().toLowerCase(Locale.ROOT));
        if (alert.keyId() != null) {
            json.put("keyId", alert.keyId().value()).put("verified", alert.verified());
        }
        put(json, "workspace", alert.workspace());
        put(json, "network", alert.network());
        json.put("firstSeen", alert.firstSeen().toString())
                .put("lastSeen", alert.lastSeen().toString())
                .put("count", alert.count())
                .put("keyDisabled", alert.keyDisabled())
                .put("text", alert.text());
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree of strings and numbers could not be written", e);
        }
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
