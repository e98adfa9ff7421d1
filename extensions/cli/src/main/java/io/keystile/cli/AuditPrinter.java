package io.keystile.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.admin.KeyDirectory;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.store.AuditQuery;
import io.keystile.store.ChainedEntry;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Prints audit entries as text or, with {@code --json}, as JSON. */
final class AuditPrinter {
    private static final String NOTHING = "-";

    @Option(names = "--limit", paramLabel = "N", description = "The maximum number of changes; the default is all.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--json",
            description = "Print JSON: an array with an object for each change, with workspace, number, time, actor,"
                    + " action, key (null: the workspace itself), reason, changes (each with field, before and after)"
                    + " and hash.")
    private boolean json;

    /** Returns the newest entries, up to the limit. */
    List<ChainedEntry> read(KeyDirectory directory, AuditQuery query) {
        if (limit < 1) {
            throw CliException.wrongUse("--limit must be 1 or more");
        }
        List<ChainedEntry> found = new ArrayList<>();
        AuditQuery next = query;
        while (found.size() < limit) {
            int wanted = Math.min(AuditQuery.MAX_LIMIT, limit - found.size());
            List<ChainedEntry> page = directory.audit(next.withLimit(wanted));
            found.addAll(page);
            if (page.size() < wanted) {
                break;
            }
            next = query.after(page.get(page.size() - 1));
        }
        return found;
    }

    void print(List<ChainedEntry> entries, Output out) {
        if (json) {
            Json.writeArray(entries.stream().map(AuditPrinter::json).toList(), out);
        } else {
            table(entries).writeTo(out);
        }
    }

    private static Table table(List<ChainedEntry> entries) {
        Table table = Table.of("TIME", "ACTION", "KEY", "ACTOR", "REASON", "CHANGES");
        for (ChainedEntry each : entries) {
            AuditEntry entry = each.entry();
            table.row(
                    entry.time().truncatedTo(ChronoUnit.SECONDS).toString(),
                    entry.action(),
                    orNothing(Json.text(entry.key())),
                    entry.actor(),
                    orNothing(entry.reason()),
                    entry.changes().stream().map(AuditPrinter::text).collect(Collectors.joining("; ")));
        }
        return table;
    }

    private static String text(FieldChange change) {
        return change.before() == null
                ? change.field() + ": " + orNothing(change.after())
                : change.field() + ": " + change.before() + " -> " + orNothing(change.after());
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? NOTHING : text;
    }

    private static ObjectNode json(ChainedEntry each) {
        AuditEntry entry = each.entry();
        ObjectNode json = Json.object();
        json.put("workspace", entry.workspace());
        json.put("number", each.number());
        json.put("time", entry.time().toString());
        json.put("actor", entry.actor());
        json.put("action", entry.action());
        json.put("key", Json.text(entry.key()));
        json.put("reason", entry.reason());
        ArrayNode changes = json.putArray("changes");
        for (FieldChange change : entry.changes()) {
            changes.addObject()
                    .put("field", change.field())
                    .put("before", change.before())
                    .put("after", change.after());
        }
        json.put("hash", each.hash());
        return json;
    }
}
