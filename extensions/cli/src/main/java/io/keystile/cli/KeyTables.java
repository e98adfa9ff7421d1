package io.keystile.cli;

import io.keystile.json.RateLimitJson;
import io.keystile.model.ApiKeyRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds tables of keys for people. */
final class KeyTables {
    private static final String NOTHING = "-";

    private KeyTables() {}

    static Table list(List<KeyView> keys) {
        Table table = Table.of("ID", "STATUS", "NAME", "WORKSPACE", "ENV", "PLAN", "CREATED", "ENDS", "LAST USED");
        for (KeyView each : keys) {
            ApiKeyRecord key = each.key();
            table.row(
                    key.id().value(),
                    each.statusText(),
                    key.settings().name(),
                    key.workspace(),
                    key.environment(),
                    orNothing(key.settings().plan()),
                    time(key.createdAt()),
                    time(key.endsAt()),
                    lastUsedAt(each));
        }
        return table;
    }

    static Table usage(List<KeyView> keys) {
        Table table = Table.of("LAST USED", "FROM", "ID", "STATUS", "NAME", "WORKSPACE", "ENV");
        for (KeyView each : keys) {
            ApiKeyRecord key = each.key();
            table.row(
                    lastUsedAt(each),
                    lastUsedFrom(each),
                    key.id().value(),
                    each.statusText(),
                    key.settings().name(),
                    key.workspace(),
                    key.environment());
        }
        return table;
    }

    /** Returns a table of one key, with one property in each row. */
    static Table details(KeyView view) {
        ApiKeyRecord key = view.key();
        var settings = key.settings();
        var lineage = key.lineage();
        var permissions = settings.permissions().asSet();
        Table table = Table.of();
        table.row("id", key.id().value());
        table.row("status", view.statusText());
        addIfAny(table, "revoked because", key.revocationReason());
        table.row("name", settings.name());
        table.row("workspace", key.workspace());
        table.row("environment", key.environment());
        table.row("plan", settings.plan() == null ? "its workspace's" : settings.plan());
        addIfAny(table, "own limits", settings.limits().isEmpty() ? null : RateLimitJson.write(settings.limits()));
        table.row("permissions", permissions.isEmpty() ? "none" : String.join(" ", texts(permissions)));
        table.row(
                "addresses",
                settings.allowlist() == null ? "any" : settings.allowlist().toString());
        addIfAny(table, "owner", settings.owner());
        addIfAny(table, "tags", settings.tags().isEmpty() ? null : String.join(" ", settings.tags()));
        addIfAny(table, "services", settings.services().isEmpty() ? null : String.join(" ", settings.services()));
        table.row("expires", settings.expiresAt() == null ? "never" : time(settings.expiresAt()));
        table.row("created", time(key.createdAt()) + " by " + key.createdBy());
        addIfAny(table, "replaces", lineage.predecessor());
        addIfAny(table, "replaced by", lineage.successor());
        addIfAny(table, "stops working", lineage.retiresAt() == null ? null : retirement(key));
        table.row("last used", lastUsedAt(view));
        table.row("from", lastUsedFrom(view));
        table.row("hash", key.hash().scheme());
        table.row("version", Long.toString(key.version()));
        return table;
    }

    private static String retirement(ApiKeyRecord key) {
        boolean earlier = key.lineage().untilSuccessorIsUsed();
        return time(key.endsAt()) + (earlier ? ", or when the new key is first used" : "");
    }

    private static void addIfAny(Table table, String label, @Nullable Object value) {
        if (value != null) {
            table.row(label, value.toString());
        }
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    private static String lastUsedAt(KeyView view) {
        return time(view.lastUse() == null ? null : view.lastUse().at());
    }

    private static String lastUsedFrom(KeyView view) {
        var use = view.lastUse();
        return use == null || use.address() == null ? NOTHING : use.address().toString();
    }

    private static String time(@Nullable Instant instant) {
        return instant == null
                ? NOTHING
                : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? NOTHING : text;
    }
}
