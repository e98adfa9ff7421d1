package io.keystile.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.JsonWriter;
import io.keystile.json.RateLimitJson;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.store.LastUse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a key that commands print. They never include the hash.
 *
 * @param key the key's record
 * @param status the effective status at the time of the view
 * @param lastUse the last recorded use; null if there is none
 */
record KeyView(ApiKeyRecord key, KeyStatus status, @Nullable LastUse lastUse) {

    String statusText() {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the key as JSON. Scripts depend on the names of the properties. */
    ObjectNode json() {
        var settings = key.settings();
        var allowlist = settings.allowlist();
        ObjectNode json = Json.object();
        json.put("id", key.id().value());
        json.put("status", statusText());
        json.put("name", settings.name());
        json.put("workspace", key.workspace());
        json.put("environment", key.environment());
        json.put("plan", settings.plan());
        json.set("limits", RateLimitJson.write(settings.limits()));
        json.set("permissions", JsonWriter.texts(settings.permissions().asSet()));
        json.set("allowlist", allowlist == null ? null : JsonWriter.texts(allowlist.blocks()));
        json.set("metadata", JsonWriter.textMap(settings.metadata()));
        json.put("owner", settings.owner());
        json.set("tags", JsonWriter.texts(settings.tags()));
        json.set("services", JsonWriter.texts(settings.services()));
        json.put("expiresAt", Json.text(settings.expiresAt()));
        json.put("createdAt", key.createdAt().toString());
        json.put("createdBy", key.createdBy());
        json.put("hashScheme", key.hash().scheme());
        json.put("version", key.version());
        json.put("revocationReason", key.revocationReason());
        json.put("predecessor", Json.text(key.lineage().predecessor()));
        json.put("successor", Json.text(key.lineage().successor()));
        json.put("endsAt", Json.text(key.endsAt()));
        json.put("lastUsedAt", lastUse == null ? null : lastUse.at().toString());
        json.put("lastUsedFrom", lastUse == null ? null : Json.text(lastUse.address()));
        return json;
    }
}
