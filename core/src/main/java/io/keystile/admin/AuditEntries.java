package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts events, which contain whole records with hashes, to entries, which contain the changed fields as text. */
final class AuditEntries {
    private static final int MAX_LENGTH = FieldChange.MAX_LENGTH;

    private AuditEntries() {}

    static AuditEntry of(AuditEvent event) {
        return event instanceof AuditEvent.OfKey key ? ofKey(key) : ofWorkspace((AuditEvent.OfWorkspace) event);
    }

    private static AuditEntry ofKey(AuditEvent.OfKey event) {
        ApiKeyRecord before = event.before();
        ApiKeyRecord after = event.after();
        ApiKeyRecord key = Objects.requireNonNull(after == null ? before : after);
        String reason = after == null ? null : after.revocationReason();
        boolean isNew = before == null || !Objects.equals(before.revocationReason(), reason);
        return new AuditEntry(
                event.time(),
                event.actor().name(),
                event.action().name().toLowerCase(Locale.ROOT),
                key.workspace(),
                key.id(),
                isNew ? reason : null,
                changes(before == null ? Map.of() : fields(before), after == null ? Map.of() : fields(after)));
    }

    private static AuditEntry ofWorkspace(AuditEvent.OfWorkspace event) {
        WorkspaceRecord before = event.before();
        return new AuditEntry(
                event.time(),
                event.actor().name(),
                event.action().name().toLowerCase(Locale.ROOT),
                event.after().id(),
                null,
                null,
                changes(before == null ? Map.of() : fields(before), fields(event.after())));
    }

    /** The fields of a key that have a value, in the order in which people read them. Never the hash. */
    private static Map<String, List<String>> fields(ApiKeyRecord key) {
        ApiKeySettings settings = key.settings();
        Lineage lineage = key.lineage();
        Map<String, List<String>> fields = new LinkedHashMap<>();
        put(fields, "status", key.status().name().toLowerCase(Locale.ROOT));
        put(fields, "name", settings.name());
        put(fields, "environment", key.environment());
        put(fields, "plan", settings.plan());
        fields.put("limits", limits(settings.limits()));
        fields.put("permissions", texts(settings.permissions().asSet()));
        fields.put(
                "allowlist",
                settings.allowlist() == null
                        ? List.of()
                        : texts(settings.allowlist().blocks()));
        put(fields, "expiresAt", settings.expiresAt());
        fields.put("metadata", entries(settings.metadata()));
        put(fields, "owner", settings.owner());
        fields.put("tags", texts(settings.tags()));
        fields.put("services", texts(settings.services()));
        put(fields, "predecessor", lineage.predecessor());
        put(fields, "successor", lineage.successor());
        put(fields, "retiresAt", lineage.retiresAt());
        put(fields, "untilSuccessorIsUsed", lineage.successor() == null ? null : lineage.untilSuccessorIsUsed());
        return fields;
    }

    private static Map<String, List<String>> fields(WorkspaceRecord workspace) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        put(fields, "plan", workspace.plan());
        fields.put("ceiling", texts(workspace.ceiling().asSet()));
        fields.put("limits", limits(workspace.limits()));
        put(fields, "suspended", workspace.suspended());
        return fields;
    }

    private static void put(Map<String, List<String>> fields, String field, @Nullable Object value) {
        fields.put(field, value == null ? List.of() : List.of(value.toString()));
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    private static List<String> limits(List<RateLimit> limits) {
        return limits.stream()
                .map(limit -> limit.name() + " " + limit.permits() + "/"
                        + limit.window().toSeconds() + "s")
                .toList();
    }

    private static List<String> entries(Map<String, String> metadata) {
        List<String> entries = new ArrayList<>();
        new TreeMap<>(metadata).forEach((name, value) -> entries.add(name + "=" + value));
        return entries;
    }

    private static List<FieldChange> changes(Map<String, List<String>> before, Map<String, List<String>> after) {
        Set<String> fields = new LinkedHashSet<>(before.keySet());
        fields.addAll(after.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String field : fields) {
            List<String> old = before.getOrDefault(field, List.of());
            List<String> now = after.getOrDefault(field, List.of());
            if (!old.equals(now)) {
                changes.add(change(field, old, now));
            }
        }
        return changes;
    }

    private static FieldChange change(String field, List<String> old, List<String> now) {
        if (length(old) <= MAX_LENGTH && length(now) <= MAX_LENGTH) {
            return new FieldChange(field, text(old), text(now));
        }
        return new FieldChange(field, text(without(old, now)), text(without(now, old)));
    }

    private static List<String> without(List<String> items, List<String> others) {
        Set<String> rest = new LinkedHashSet<>(items);
        others.forEach(rest::remove);
        return List.copyOf(rest);
    }

    private static int length(List<String> items) {
        return String.join(", ", items).length();
    }

    /** Returns the items as one text, as many as there is room for; null if there are none. */
    private static @Nullable String text(List<String> items) {
        if (items.isEmpty()) {
            return null;
        }
        if (length(items) <= MAX_LENGTH) {
            return String.join(", ", items);
        }
        int roomForRest = ", … and 100000 more".length();
        int shown = 0;
        int length = 0;
        while (length + items.get(shown).length() + 2 <= MAX_LENGTH - roomForRest) {
            length += items.get(shown).length() + 2;
            shown++;
        }
        return String.join(", ", items.subList(0, shown)) + ", … and " + (items.size() - shown) + " more";
    }
}
