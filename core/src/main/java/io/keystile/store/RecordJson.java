package io.keystile.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.JsonException;
import io.keystile.json.JsonObject;
import io.keystile.json.JsonValue;
import io.keystile.json.JsonWriter;
import io.keystile.json.RateLimitJson;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one record as a JSON object. Nulls and empty lists are omitted, except for empty permissions: a
 * record without permissions is an error.
 */
final class RecordJson {
    /** All properties of a workspace, required or not. */
    private static final String[] WORKSPACE = {"id", "version", "plan", "suspended", "ceiling", "sharedLimits"};

    /** All properties of a key, required or not. */
    private static final String[] KEY = {
        "id",
        "version",
        "workspace",
        "environment",
        "status",
        "revocationReason",
        "createdAt",
        "createdBy",
        "name",
        "permissions",
        "plan",
        "limits",
        "allowlist",
        "expiresAt",
        "metadata",
        "owner",
        "tags",
        "services",
        "origin",
        "predecessor",
        "successor",
        "retiresAt",
        "untilSuccessorIsUsed",
        "hash",
        "lastUsedAt",
        "lastUsedFrom"
    };

    private static final Set<KeyStatus> STATUSES = EnumSet.complementOf(EnumSet.of(KeyStatus.EXPIRED));

    private RecordJson() {}

    static ObjectNode write(WorkspaceRecord workspace) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", workspace.id());
        json.put("version", workspace.version());
        json.put("plan", workspace.plan());
        json.put("suspended", workspace.suspended());
        json.set("ceiling", JsonWriter.texts(workspace.ceiling().asSet()));
        writeLimits("sharedLimits", workspace.limits(), json);
        return json;
    }

    /**
     * Reads a workspace.
     *
     * @throws JsonException if the value is not a valid workspace
     */
    static WorkspaceRecord readWorkspace(JsonValue value) {
        JsonObject json = JsonObject.of(value, WORKSPACE);
        return value.checked(() -> readWorkspace(json));
    }

    private static WorkspaceRecord readWorkspace(JsonObject json) {
        return new WorkspaceRecord(
                json.text("id"),
                json.number("version"),
                json.text("plan"),
                readPermissions(json, "ceiling"),
                readLimits(json, "sharedLimits"),
                json.flag("suspended"));
    }

    static ObjectNode write(ApiKeyRecord key) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", key.id().value());
        json.put("version", key.version());
        json.put("workspace", key.workspace());
        json.put("environment", key.environment());
        json.put("status", key.status().name());
        if (key.revocationReason() != null) {
            json.put("revocationReason", key.revocationReason());
        }
        json.put("createdAt", key.createdAt().toString());
        json.put("createdBy", key.createdBy());
        writeSettings(key.settings(), json);
        writeLineage(key.lineage(), json);
        json.put("hash", key.hash().encoded());
        return json;
    }

    private static void writeLineage(Lineage lineage, ObjectNode json) {
        if (lineage.origin() != null) {
            json.put("origin", lineage.origin().value());
        }
        if (lineage.predecessor() != null) {
            json.put("predecessor", lineage.predecessor().value());
        }
        if (lineage.successor() != null && lineage.retiresAt() != null) {
            json.put("successor", lineage.successor().value());
            json.put("retiresAt", lineage.retiresAt().toString());
            json.put("untilSuccessorIsUsed", lineage.untilSuccessorIsUsed());
        }
    }

    private static Lineage readLineage(JsonObject json) {
        KeyId origin = json.has("origin") ? json.get("origin").as(KeyId::new) : null;
        KeyId predecessor = json.has("predecessor") ? json.get("predecessor").as(KeyId::new) : null;
        if (!json.has("successor") && !json.has("retiresAt") && !json.has("untilSuccessorIsUsed")) {
            return new Lineage(origin, predecessor, null, null, false);
        }
        return new Lineage(
                origin,
                predecessor,
                json.get("successor").as(KeyId::new),
                json.get("retiresAt").instant(),
                json.flag("untilSuccessorIsUsed"));
    }

    static void write(LastUse use, ObjectNode json) {
        json.put("lastUsedAt", use.at().toString());
        if (use.address() != null) {
            json.put("lastUsedFrom", use.address().toString());
        }
    }

    /** Reads a key's last use; null if it has none. */
    static @Nullable LastUse readLastUse(JsonObject json) {
        if (!json.has("lastUsedAt") && !json.has("lastUsedFrom")) {
            return null;
        }
        Instant at = json.get("lastUsedAt").instant();
        return new LastUse(
                at, json.has("lastUsedFrom") ? json.get("lastUsedFrom").as(IpAddress::parse) : null);
    }

    private static void writeSettings(ApiKeySettings settings, ObjectNode json) {
        json.put("name", settings.name());
        json.set("permissions", JsonWriter.texts(settings.permissions().asSet()));
        if (settings.plan() != null) {
            json.put("plan", settings.plan());
        }
        writeLimits("limits", settings.limits(), json);
        if (settings.allowlist() != null) {
            json.set("allowlist", JsonWriter.texts(settings.allowlist().blocks()));
        }
        if (settings.expiresAt() != null) {
            json.put("expiresAt", settings.expiresAt().toString());
        }
        if (!settings.metadata().isEmpty()) {
            json.set("metadata", JsonWriter.textMap(settings.metadata()));
        }
        if (settings.owner() != null) {
            json.put("owner", settings.owner());
        }
        if (!settings.tags().isEmpty()) {
            json.set("tags", JsonWriter.texts(settings.tags()));
        }
        if (!settings.services().isEmpty()) {
            json.set("services", JsonWriter.texts(settings.services()));
        }
    }

    /**
     * Returns a key's record as an object, for {@link #readKey} and {@link #readLastUse}.
     *
     * @throws JsonException if it is not an object, or has an unknown property
     */
    static JsonObject keyObject(JsonValue value) {
        return JsonObject.of(value, KEY);
    }

    /**
     * Reads a key, without its last use.
     *
     * @throws JsonException if the object is not a valid key
     */
    static ApiKeyRecord readKey(JsonObject json) {
        return json.value().checked(() -> readRecord(json));
    }

    private static ApiKeyRecord readRecord(JsonObject json) {
        return new ApiKeyRecord(
                json.get("id").as(KeyId::new),
                json.number("version"),
                json.text("workspace"),
                json.text("environment"),
                json.get("hash").as(SecretHash::parse),
                readStatus(json),
                readSettings(json),
                json.get("createdAt").instant(),
                json.text("createdBy"),
                json.textOrNull("revocationReason"),
                readLineage(json));
    }

    private static ApiKeySettings readSettings(JsonObject json) {
        return new ApiKeySettings(
                json.text("name"),
                json.textOrNull("plan"),
                readLimits(json, "limits"),
                readPermissions(json, "permissions"),
                json.has("allowlist") ? readAllowlist(json.get("allowlist")) : null,
                json.has("expiresAt") ? json.get("expiresAt").instant() : null,
                json.textMap("metadata"),
                json.textOrNull("owner"),
                new TreeSet<>(json.has("tags") ? json.get("tags").textsAs(ApiKeySettings::requireTag) : List.of()),
                readServices(json));
    }

    /** Reads the services; an empty list is refused, since it could be meant as none or as all. */
    private static SortedSet<String> readServices(JsonObject json) {
        if (!json.has("services")) {
            return new TreeSet<>();
        }
        List<String> services = json.get("services").textsAs(ApiKeySettings::requireService);
        if (services.isEmpty()) {
            throw json.get("services").wrong("name a service, or leave the property out for all services");
        }
        return new TreeSet<>(services);
    }

    private static KeyStatus readStatus(JsonObject json) {
        String name = json.text("status");
        return STATUSES.stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> json.get("status").wrong("write one of " + STATUSES));
    }

    private static PermissionSet readPermissions(JsonObject json, String name) {
        return PermissionSet.of(json.get(name).textsAs(Permission::of));
    }

    private static IpAllowlist readAllowlist(JsonValue json) {
        List<CidrBlock> blocks = json.textsAs(CidrBlock::parse);
        return json.checked(() -> IpAllowlist.of(blocks));
    }

    private static void writeLimits(String name, List<RateLimit> limits, ObjectNode json) {
        if (!limits.isEmpty()) {
            json.set(name, RateLimitJson.write(limits));
        }
    }

    private static List<RateLimit> readLimits(JsonObject json, String name) {
        return json.items(name).stream().map(RateLimitJson::read).toList();
    }
}
