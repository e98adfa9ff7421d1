package io.keystile.model;

import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a key's record that an administrator chooses, and can change until the key is revoked.
 *
 * <p>Start from {@link #named}, which grants nothing, and add: {@code
 * ApiKeySettings.named("ci").withPermissions("flows:execute")}. Immutable and thread-safe.
 *
 * @param name the key's name for people; 1 to 100 printable characters
 * @param plan the key's own plan, or null for its workspace's
 * @param limits the key's own limits, which apply in addition to its plan's; at most 8, of different names
 * @param permissions what the key may do, under its workspace's ceiling; the empty set grants nothing
 * @param allowlist the addresses that the key may be used from, or null for any; its plan must have allowlists
 * @param expiresAt the instant from which the key no longer works, or null for never; truncated to microseconds
 * @param metadata entries for the application, no secrets; at most 16, names up to 64 and values up to 256
 *     printable characters
 * @param owner the person or team that is responsible for the key; 1 to 100 printable characters, or null
 * @param tags labels to filter keys by; at most 16, each 1 to 40 characters of {@code a-z 0-9 . _ : / -}, a letter or
 *     digit first; sorted
 * @param services the services that the key is for, or empty for all; at most 16, each 1 to 40 characters of {@code a-z
 *     0-9 -}, a letter first; sorted
 */
public record ApiKeySettings(
        String name,
        @Nullable String plan,
        List<RateLimit> limits,
        PermissionSet permissions,
        @Nullable IpAllowlist allowlist,
        @Nullable Instant expiresAt,
        Map<String, String> metadata,
        @Nullable String owner,
        SortedSet<String> tags,
        SortedSet<String> services) {
    private static final int MAX_NAME = 100;
    private static final int MAX_ENTRIES = 16;
    private static final int MAX_ENTRY_NAME = 64;
    private static final int MAX_ENTRY_VALUE = 256;
    private static final int MAX_TAGS = 16;
    private static final int MAX_SERVICES = 16;
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9._:/-]{0,39}");
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /**
     * Checks the bounds and copies the collections.
     *
     * @throws IllegalArgumentException if a value is out of bounds
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
        if (owner != null) {
            PrintableText.require("A key's owner", owner, MAX_NAME);
            if (!owner.equals(owner.strip())) {
                throw new IllegalArgumentException("A key's owner neither starts nor ends with a blank");
            }
        }
        tags = copyOf(tags);
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException("A key has at most " + MAX_TAGS + " tags; got " + tags.size());
        }
        tags.forEach(ApiKeySettings::requireTag);
        services = copyOf(services);
        if (services.size() > MAX_SERVICES) {
            throw new IllegalArgumentException(
                    "A key is for at most " + MAX_SERVICES + " services, or for all; got " + services.size());
        }
        services.forEach(ApiKeySettings::requireService);
    }

    /** Returns an unmodifiable copy. Most keys have no tags and no services, and share the empty set. */
    private static SortedSet<String> copyOf(SortedSet<String> set) {
        return set.isEmpty() ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }

    /**
     * Returns {@code tag} if it is well-formed.
     *
     * @throws IllegalArgumentException if not
     */
    public static String requireTag(String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("A tag has 1 to 40 characters of a-z, 0-9, '.', '_', ':', '/' and '-', a"
                    + " letter or digit first, for example \"team:billing\"");
        }
        return tag;
    }

    /**
     * Returns {@code service} if it is well-formed.
     *
     * @throws IllegalArgumentException if not
     */
    public static String requireService(String service) {
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException("A service's name has 1 to 40 characters of a-z, 0-9 and '-', a letter"
                    + " first, for example \"billing\"");
        }
        return service;
    }

    /** Returns settings that grant nothing, with the workspace's plan, no expiry and no allowlist. */
    public static ApiKeySettings named(String name) {
        return new ApiKeySettings(
                name,
                null,
                List.of(),
                PermissionSet.NONE,
                null,
                null,
                Map.of(),
                null,
                Collections.emptySortedSet(),
                Collections.emptySortedSet());
    }

    /** Returns these settings with another name. */
    public ApiKeySettings withName(String newName) {
        return new ApiKeySettings(
                newName, plan, limits, permissions, allowlist, expiresAt, metadata, owner, tags, services);
    }

    /** Returns these settings with the key's own plan, or null for its workspace's. */
    public ApiKeySettings withPlan(@Nullable String newPlan) {
        return new ApiKeySettings(
                name, newPlan, limits, permissions, allowlist, expiresAt, metadata, owner, tags, services);
    }

    /** Returns these settings with the key's own limits, which apply in addition to its plan's. */
    public ApiKeySettings withLimits(RateLimit... newLimits) {
        return new ApiKeySettings(
                name, plan, List.of(newLimits), permissions, allowlist, expiresAt, metadata, owner, tags, services);
    }

    /** Returns these settings with exactly these permissions. */
    public ApiKeySettings withPermissions(String... newPermissions) {
        return withPermissions(PermissionSet.of(newPermissions));
    }

    /** Returns these settings with exactly these permissions. */
    public ApiKeySettings withPermissions(PermissionSet newPermissions) {
        return new ApiKeySettings(
                name, plan, limits, newPermissions, allowlist, expiresAt, metadata, owner, tags, services);
    }

    /**
     * Returns these settings with an allowlist of these addresses and CIDR blocks, for example {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException if one is neither
     */
    public ApiKeySettings withAllowlist(String firstBlock, String... moreBlocks) {
        return withAllowlist(IpAllowlist.of(
                Stream.concat(Stream.of(firstBlock), Arrays.stream(moreBlocks)).toArray(String[]::new)));
    }

    /** Returns these settings with an allowlist, or null for any address. */
    public ApiKeySettings withAllowlist(@Nullable IpAllowlist newAllowlist) {
        return new ApiKeySettings(
                name, plan, limits, permissions, newAllowlist, expiresAt, metadata, owner, tags, services);
    }

    /** Returns these settings with an expiry, or null for none. */
    public ApiKeySettings withExpiry(@Nullable Instant newExpiresAt) {
        return new ApiKeySettings(
                name, plan, limits, permissions, allowlist, newExpiresAt, metadata, owner, tags, services);
    }

    /** Returns these settings with one metadata entry added or replaced; a null value removes the entry. */
    public ApiKeySettings withMetadata(String entryName, @Nullable String entryValue) {
        Map<String, String> changed = new TreeMap<>(metadata);
        if (entryValue == null) {
            changed.remove(entryName);
        } else {
            changed.put(entryName, entryValue);
        }
        return withMetadata(changed);
    }

    /** Returns these settings with exactly these metadata entries. */
    public ApiKeySettings withMetadata(Map<String, String> newMetadata) {
        return new ApiKeySettings(
                name, plan, limits, permissions, allowlist, expiresAt, newMetadata, owner, tags, services);
    }

    /** Returns these settings with an owner, or null for none. */
    public ApiKeySettings withOwner(@Nullable String newOwner) {
        return new ApiKeySettings(
                name, plan, limits, permissions, allowlist, expiresAt, metadata, newOwner, tags, services);
    }

    /** Returns these settings with exactly these tags. */
    public ApiKeySettings withTags(String... newTags) {
        return new ApiKeySettings(
                name,
                plan,
                limits,
                permissions,
                allowlist,
                expiresAt,
                metadata,
                owner,
                new TreeSet<>(Arrays.asList(newTags)),
                services);
    }

    /** Returns these settings for exactly these services; for all services if none is named. */
    public ApiKeySettings withServices(String... newServices) {
        return new ApiKeySettings(
                name,
                plan,
                limits,
                permissions,
                allowlist,
                expiresAt,
                metadata,
                owner,
                tags,
                new TreeSet<>(Arrays.asList(newServices)));
    }
}
