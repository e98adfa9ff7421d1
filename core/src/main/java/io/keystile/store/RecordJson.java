package io.keystile.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One record as a JSON object. What is null or an empty list is left out; permissions never are, so that forgetting them
 * is an error and not a grant.
 */
final class RecordJson {
    private static final String INSTANT = "\"2026-01-31T12:00:00Z\"";
    private static final String WINDOW = "\"PT1M\"";

    private static final Set<KeyStatus> STATUSES = EnumSet.complementOf(EnumSet.of(KeyStatus.EXPIRED));

    private RecordJson() {}

    static ObjectNode write(WorkspaceRecord workspace) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", workspace.id());
        json.put("version", workspace.version());
        json.put("plan", workspace.plan());
        json.put("suspended", workspace.suspended());
        writePermissions(workspace.ceiling(), json.putArray("ceiling"));
        writeLimits("sharedLimits", workspace.sharedLimits(), json);
        return json;
    }

    static WorkspaceRecord readWorkspace(JsonFields json) {
        return new WorkspaceRecord(
                json.text("id"),
                json.number("version"),
                json.text("plan"),
                readPermissions(json, "ceiling"),
                json.objects("sharedLimits", RecordJson::readLimit),
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
        if (lineage.predecessor() != null) {
            json.put("predecessor", lineage.predecessor().value());
        }
        if (lineage.successor() != null && lineage.retiresAt() != null) {
            json.put("successor", lineage.successor().value());
            json.put("retiresAt", lineage.retiresAt().toString());
            json.put("untilSuccessorIsUsed", lineage.untilSuccessorIsUsed());
        }
    }

    private static Lineage readLineage(JsonFields json) {
        KeyId predecessor = json.has("predecessor") ? new KeyId(json.text("predecessor")) : null;
        if (!json.has("successor")) {
            return new Lineage(predecessor, null, null, false);
        }
        return new Lineage(
                predecessor,
                new KeyId(json.text("successor")),
                json.parsed("retiresAt", Instant::parse, INSTANT),
                json.flag("untilSuccessorIsUsed"));
    }

    static void write(LastUse use, ObjectNode json) {
        json.put("lastUsedAt", use.at().toString());
        if (use.address() != null) {
            json.put("lastUsedFrom", use.address().toString());
        }
    }

    static @Nullable LastUse readLastUse(JsonFields json) {
        if (!json.has("lastUsedAt")) {
            return null;
        }
        Instant at = json.parsed("lastUsedAt", Instant::parse, INSTANT);
        return new LastUse(at, json.has("lastUsedFrom") ? IpAddress.parse(json.text("lastUsedFrom")) : null);
    }

    private static void writeSettings(ApiKeySettings settings, ObjectNode json) {
        json.put("name", settings.name());
        writePermissions(settings.permissions(), json.putArray("permissions"));
        if (settings.plan() != null) {
            json.put("plan", settings.plan());
        }
        writeLimits("limits", settings.limits(), json);
        if (settings.allowlist() != null) {
            ArrayNode blocks = json.putArray("allowlist");
            settings.allowlist().blocks().forEach(block -> blocks.add(block.toString()));
        }
        if (settings.expiresAt() != null) {
            json.put("expiresAt", settings.expiresAt().toString());
        }
        if (!settings.metadata().isEmpty()) {
            ObjectNode entries = json.putObject("metadata");
            new TreeMap<>(settings.metadata()).forEach(entries::put);
        }
        if (settings.owner() != null) {
            json.put("owner", settings.owner());
        }
        if (!settings.tags().isEmpty()) {
            ArrayNode tags = json.putArray("tags");
            settings.tags().forEach(tags::add);
        }
    }

    static ApiKeyRecord readKey(JsonFields json) {
        return new ApiKeyRecord(
                new KeyId(json.text("id")),
                json.number("version"),
                json.text("workspace"),
                json.text("environment"),
                SecretHash.parse(json.text("hash")),
                readStatus(json),
                readSettings(json),
                json.parsed("createdAt", Instant::parse, INSTANT),
                json.text("createdBy"),
                json.textOrNull("revocationReason"),
                readLineage(json));
    }

    private static ApiKeySettings readSettings(JsonFields json) {
        return new ApiKeySettings(
                json.text("name"),
                json.textOrNull("plan"),
                json.objects("limits", RecordJson::readLimit),
                readPermissions(json, "permissions"),
                json.has("allowlist")
                        ? IpAllowlist.of(json.texts("allowlist").stream()
                                .map(CidrBlock::parse)
                                .toList())
                        : null,
                json.has("expiresAt") ? json.parsed("expiresAt", Instant::parse, INSTANT) : null,
                json.textMap("metadata"),
                json.textOrNull("owner"),
                new TreeSet<>(json.has("tags") ? json.texts("tags") : List.of()));
    }

    private static KeyStatus readStatus(JsonFields json) {
        String name = json.text("status");
        return STATUSES.stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"status\" is one of " + STATUSES));
    }

    private static void writePermissions(PermissionSet permissions, ArrayNode json) {
        permissions.asSet().forEach(permission -> json.add(permission.value()));
    }

    private static PermissionSet readPermissions(JsonFields json, String name) {
        return PermissionSet.of(json.texts(name).toArray(String[]::new));
    }

    private static void writeLimits(String name, List<RateLimit> limits, ObjectNode json) {
        if (limits.isEmpty()) {
            return;
        }
        ArrayNode array = json.putArray(name);
        for (RateLimit limit : limits) {
            array.addObject()
                    .put("name", limit.name())
                    .put("permits", limit.permits())
                    .put("window", limit.window().toString());
        }
    }

    private static RateLimit readLimit(JsonFields json) {
        return RateLimit.of(json.text("name"), json.number("permits"), json.parsed("window", Duration::parse, WINDOW));
    }
}
