package io.keystile.console;

import io.keystile.json.JsonValue;
import io.keystile.json.RateLimitJson;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.net.CidrBlock;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a key's settings from the members of a JSON object. A member that is missing leaves a setting as it is. */
final class SettingsMembers {
    static final List<String> NAMES = List.of(
            "name", "plan", "limits", "permissions", "allowlist", "metadata", "owner", "tags", "services", "expiresAt");

    private SettingsMembers() {}

    /**
     * Returns the settings of a new key.
     *
     * @throws ApiProblem if a member is not accepted
     */
    static ApiKeySettings ofNewKey(ApiBody body) {
        body.requireMember("name");
        return read(body, ApiKeySettings.named("key"), false);
    }

    /**
     * Returns settings that a merge patch (RFC 7396) changes.
     *
     * @throws ApiProblem if a member is not accepted
     */
    static ApiKeySettings patched(ApiBody body, ApiKeySettings before) {
        body.requireOnly(NAMES);
        return read(body, before, true);
    }

    private static ApiKeySettings read(ApiBody body, ApiKeySettings before, boolean merges) {
        ApiKeySettings key = before;
        key = body.change("name", key, (each, value) -> each.withName(value.text()));
        key = body.change("plan", key, (each, value) -> each.withPlan(textOrNull(value)));
        key = body.change("limits", key, (each, value) -> each.withLimits(limits(value)));
        key = body.change("permissions", key, (each, value) -> each.withPermissions(permissions(value)));
        key = body.change("allowlist", key, (each, value) -> each.withAllowlist(allowlist(value)));
        key = body.change(
                "metadata", key, (each, value) -> each.withMetadata(metadata(value, each.metadata(), merges)));
        key = body.change("owner", key, (each, value) -> each.withOwner(textOrNull(value)));
        key = body.change("tags", key, (each, value) -> each.withTags(texts(value, ApiKeySettings::requireTag)));
        key = body.change(
                "services", key, (each, value) -> each.withServices(texts(value, ApiKeySettings::requireService)));
        key = body.change("expiresAt", key, (each, value) -> each.withExpiry(value.isNull() ? null : value.instant()));
        body.requireNoFaults();
        return key;
    }

    private static @Nullable String textOrNull(JsonValue value) {
        return value.isNull() ? null : value.text();
    }

    private static String[] texts(JsonValue value, UnaryOperator<String> check) {
        return value.textsAs(check).toArray(String[]::new);
    }

    private static @Nullable IpAllowlist allowlist(JsonValue value) {
        return value.isNull() ? null : IpAllowlist.of(value.textsAs(CidrBlock::parse));
    }

    static RateLimit[] limits(JsonValue value) {
        return value.items().stream().map(RateLimitJson::read).toArray(RateLimit[]::new);
    }

    static PermissionSet permissions(JsonValue value) {
        return PermissionSet.of(value.textsAs(Permission::of));
    }

    private static Map<String, String> metadata(JsonValue value, Map<String, String> before, boolean merges) {
        Map<String, JsonValue> entries = value.properties();
        if (entries == null) {
            throw value.wrong("write an object of texts, between { and }");
        }
        Map<String, String> metadata = new TreeMap<>(merges ? before : Map.of());
        entries.forEach((name, entry) -> {
            if (merges && entry.isNull()) {
                metadata.remove(name);
            } else {
                metadata.put(name, entry.textOrBlank());
            }
        });
        return metadata;
    }
}
