package io.keystile.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.net.IpAddress;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a key that programs read: its record without anything of the hash. Scripts depend on the names of
 * its properties. A property without a value is null and never omitted.
 */
public final class KeyJson {
    private KeyJson() {}

    /**
     * Returns the object.
     *
     * @param status the effective status
     * @param lastUsedAt when the key was last used; null if it never was
     * @param lastUsedFrom from where; null if it never was, or that is not known
     */
    public static ObjectNode write(
            ApiKeyRecord key, KeyStatus status, @Nullable Instant lastUsedAt, @Nullable IpAddress lastUsedFrom) {
        ApiKeySettings settings = key.settings();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", key.id().value());
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        json.put("name", settings.name());
        json.put("workspace", key.workspace());
        json.put("environment", key.environment());
        json.put("plan", settings.plan());
        json.set("limits", RateLimitJson.write(settings.limits()));
        json.set("permissions", JsonWriter.texts(settings.permissions().asSet()));
        json.set(
                "allowlist",
                settings.allowlist() == null
                        ? null
                        : JsonWriter.texts(settings.allowlist().blocks()));
        json.set("metadata", JsonWriter.textMap(settings.metadata()));
        json.put("owner", settings.owner());
        json.set("tags", JsonWriter.texts(settings.tags()));
        json.set("services", JsonWriter.texts(settings.services()));
        json.put("expiresAt", text(settings.expiresAt()));
        json.put("createdAt", key.createdAt().toString());
        json.put("createdBy", key.createdBy());
        json.put("version", key.version());
        json.put("revocationReason", key.revocationReason());
        json.put("predecessor", text(key.lineage().predecessor()));
        json.put("successor", text(key.lineage().successor()));
        json.put("endsAt", text(key.endsAt()));
        json.put("lastUsedAt", text(lastUsedAt));
        json.put("lastUsedFrom", text(lastUsedFrom));
        return json;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
