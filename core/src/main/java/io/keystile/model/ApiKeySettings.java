package io.keystile.model;

import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator decides about a key, and may change while it lives.
 *
 * <p>Start from {@link #named}, which grants nothing, and add: {@code
 * ApiKeySettings.named("ci").withPermissions("flows:execute")}. Immutable and thread-safe.
 *
 * @param name what people call the key; 1 to 100 printable characters
 * @param plan the key's own plan, or null for its workspace's
 * @param limits limits of the key's own, which replace its plan's; empty for the plan's; at most 8, of different names
 * @param permissions what the key may do, under its workspace's ceiling; the empty set grants nothing
 * @param allowlist where the key may be used from, or null for anywhere; its plan must have allowlists
 * @param expiresAt the instant from which the key no longer works, or null for never; cut to microseconds
 * @param metadata whatever the application keeps with the key, no secrets; at most 16 entries, names up to 64 and values
 *     up to 256 printable characters
 */
public record ApiKeySettings(
        String name,
        @Nullable String plan,
        List<RateLimit> limits,
        PermissionSet permissions,
        @Nullable IpAllowlist allowlist,
        @Nullable Instant expiresAt,
        Map<String, String> metadata) {
    private static final int MAX_NAME = 100;
    private static final int MAX_ENTRIES = 16;
    private static final int MAX_ENTRY_NAME = 64;
    private static final int MAX_ENTRY_VALUE = 256;

    /**
     * Checks the bounds and copies the collections.
     *
     * @throws IllegalArgumentException if something is out of bounds
     */
    public ApiKeySettings {
        PrintableText.require("A key's name", name, MAX_NAME);
        if (plan != null) {
            Plan.requireName(plan);
        }
        limits = RateLimit.copyOfDistinct(limits, "A key");
        metadata = Map.copyOf(metadata);
        if (metadata.size() > MAX_ENTRIES
                || !metadata.keySet().stream().allMatch(key -> PrintableText.isPrintable(key, MAX_ENTRY_NAME))
                || !metadata.values().stream().allMatch(value -> PrintableText.isPrintable(value, MAX_ENTRY_VALUE))) {
            throw new IllegalArgumentException("Metadata has at most " + MAX_ENTRIES + " entries, names up to "
                    + MAX_ENTRY_NAME + " and values up to " + MAX_ENTRY_VALUE + " printable characters");
        }
        expiresAt = RecordTime.ofNullable(expiresAt);
    }

    /** Returns settings that grant nothing, on the workspace's plan, for ever, from anywhere. */
    public static ApiKeySettings named(String name) {
        return new ApiKeySettings(name, null, List.of(), PermissionSet.NONE, null, null, Map.of());
    }

    /** Returns these settings under another name. */
    public ApiKeySettings withName(String newName) {
        return new ApiKeySettings(newName, plan, limits, permissions, allowlist, expiresAt, metadata);
    }

    /** Returns these settings with a plan of the key's own, or null for its workspace's. */
    public ApiKeySettings withPlan(@Nullable String newPlan) {
        return new ApiKeySettings(name, newPlan, limits, permissions, allowlist, expiresAt, metadata);
    }

    /** Returns these settings with limits of the key's own, in place of its plan's. */
    public ApiKeySettings withLimits(RateLimit... newLimits) {
        return new ApiKeySettings(name, plan, List.of(newLimits), permissions, allowlist, expiresAt, metadata);
    }

    /** Returns these settings with exactly these permissions. */
    public ApiKeySettings withPermissions(String... newPermissions) {
        return new ApiKeySettings(name, plan, limits, PermissionSet.of(newPermissions), allowlist, expiresAt, metadata);
    }

    /** Returns these settings with an allowlist of these addresses and CIDR blocks, for example {@code 10.0.0.0/8}. */
    public ApiKeySettings withAllowlist(String... newBlocks) {
        return new ApiKeySettings(name, plan, limits, permissions, IpAllowlist.of(newBlocks), expiresAt, metadata);
    }

    /** Returns these settings with an end, or null for none. */
    public ApiKeySettings withExpiry(@Nullable Instant newExpiresAt) {
        return new ApiKeySettings(name, plan, limits, permissions, allowlist, newExpiresAt, metadata);
    }

    /** Returns these settings with one more piece of metadata. */
    public ApiKeySettings withMetadata(String entryName, String entryValue) {
        Map<String, String> more = new TreeMap<>(metadata);
        more.put(entryName, entryValue);
        return new ApiKeySettings(name, plan, limits, permissions, allowlist, expiresAt, more);
    }
}
