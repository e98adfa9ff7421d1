package io.keystile.console;

import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtehistoryGenerated;
import io.keystile.console.views.ChangeRow;
import io.keystile.console.views.HistoryPage;
import io.keystile.console.views.KeyLink;
import io.keystile.console.views.Text;
import io.keystile.key.KeyId;
import io.keystile.model.AuditEntry;
import io.keystile.model.AuditEntry.FieldChange;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.AuditQuery;
import io.keystile.store.ChainedEntry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows who changed keys and workspaces, when, and what. The changes of deleted keys are shown too. Thread-safe. */
final class HistoryPages {
    static final String TITLE = "History";

    /** The changes on one page. */
    static final int PAGE = 50;

    private static final Map<String, String> LABELS = Map.of(
            "expiresAt", "expiry",
            "allowlist", "allowed addresses",
            "predecessor", "replaces",
            "successor", "replaced by",
            "retiresAt", "ends",
            "untilSuccessorIsUsed", "ends earlier",
            "ceiling", "most that keys may do");

    private static final Map<String, String> STYLES = Map.ofEntries(
            Map.entry("issued", "good"),
            Map.entry("created", "good"),
            Map.entry("enabled", "good"),
            Map.entry("resumed", "good"),
            Map.entry("disabled", "warn"),
            Map.entry("suspended", "warn"),
            Map.entry("revoked", "bad"),
            Map.entry("deleted", "bad"));

    /** A limit as the history has it, such as {@code per-minute 1000/60s}. */
    private static final Pattern LIMIT = Pattern.compile("(\\S+) ([0-9]{1,18})/([0-9]{1,9})s");

    private final Pages pages;

    HistoryPages(Pages pages) {
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/changes", Needs.SIGHT, this::show),
                new Route("GET", "/w/{workspace}/keys/{key}/changes", Needs.SIGHT, this::show));
    }

    private ConsoleResponse show(Call call) {
        String workspace = call.workspace().id();
        KeyLinks links = new KeyLinks(call);
        KeyLink key = call.keyOrNull() == null ? wanted(call, links) : KeyLinks.ofPath(call);
        AuditQuery query = (key == null ? AuditQuery.ofAll() : AuditQuery.ofKey(new KeyId(key.id())))
                .withWorkspace(workspace)
                .withLimit(PAGE + 1);
        Optional<AuditQuery.Position> after = Cursor.readChange(call.query().text("after"), workspace);
        query = after.isEmpty() ? query : query.after(after.get());

        List<ChainedEntry> found = call.directory().audit(query);
        List<ChainedEntry> shown = found.subList(0, Math.min(PAGE, found.size()));
        List<String> kept = List.of("key");
        HistoryPage page = new HistoryPage(
                key,
                shown.stream().map(each -> row(each.entry(), links)).toList(),
                found.size() > PAGE ? Cursor.query(call.query(), Cursor.of(shown.get(PAGE - 1)), kept) : null,
                after.isEmpty() ? null : Cursor.query(call.query(), "", kept));
        return pages.page(call, TITLE, (out, frame) -> JtehistoryGenerated.render(out, null, frame, page));
    }

    private static String limit(MatchResult found) {
        String name = found.group(1);
        try {
            Duration window = Duration.ofSeconds(Long.parseLong(found.group(3)));
            String text = Text.limit(RateLimit.of(name, Long.parseLong(found.group(2)), window));
            return Matcher.quoteReplacement(text + " (" + name + ")");
        } catch (IllegalArgumentException e) {
            return Matcher.quoteReplacement(found.group()); // not a limit; shown as it is stored
        }
    }

    /** Returns the key that the query names, which may have been deleted; null if it names none. */
    private static @Nullable KeyLink wanted(Call call, KeyLinks links) {
        try {
            return links.of(new KeyId(call.query().text("key")));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ChangeRow row(AuditEntry entry, KeyLinks links) {
        String action = entry.action();
        return new ChangeRow(
                entry.time(),
                entry.actor(),
                action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1),
                STYLES.getOrDefault(action, "none"),
                entry.key() == null ? null : links.of(entry.key()),
                entry.reason(),
                entry.changes().stream()
                        .map(change -> line(change, action.equals("deleted")))
                        .toList());
    }

    /** Returns a changed field; of what was deleted, the value that it had. */
    private static ChangeRow.Line line(FieldChange change, boolean deleted) {
        String label = LABELS.getOrDefault(change.field(), change.field());
        String before = value(change.field(), change.before());
        String after = value(change.field(), change.after());
        return deleted && before != null
                ? new ChangeRow.Line(label, null, before)
                : new ChangeRow.Line(label, before, after == null ? "none" : after);
    }

    private static @Nullable String value(String field, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (field.equals("untilSuccessorIsUsed")) {
            return value.equals("true") ? "when its successor is first used" : "no";
        }
        if (field.equals("limits")) {
            return LIMIT.matcher(value).replaceAll(HistoryPages::limit);
        }
        if (!field.endsWith("At")) {
            return value;
        }
        try {
            return Text.instant(Instant.parse(value));
        } catch (DateTimeException e) { // written by another version
            return value;
        }
    }
}
