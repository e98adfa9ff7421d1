package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtealertsGenerated;
import io.keystile.console.views.AlertRow;
import io.keystile.console.views.AlertTexts;
import io.keystile.console.views.AlertsPage;
import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertQuery.Position;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the incidents of a key, of a workspace, and for operators of all. Thread-safe. */
final class AlertPages {
    static final String TITLE = "Alerts";

    private static final int PAGE = 50;

    private final Alerts alerts;
    private final Pages pages;

    AlertPages(Alerts alerts, Pages pages) {
        this.alerts = alerts;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/alerts", Needs.OVERSIGHT, this::listAll),
                new Route("GET", "/w/{workspace}/alerts", Needs.SIGHT, this::listOfWorkspace),
                new Route("GET", "/w/{workspace}/keys/{key}/alerts", Needs.SIGHT, this::listOfKey));
    }

    private ConsoleResponse listAll(Call call) {
        return list(call, Optional.of(AlertQuery.ofAll()), null);
    }

    private ConsoleResponse listOfWorkspace(Call call) {
        return list(call, Alerts.query(call, null), call.workspace().id());
    }

    private ConsoleResponse listOfKey(Call call) {
        return list(
                call, Alerts.query(call, call.key().id()), call.key().settings().name());
    }

    private ConsoleResponse list(Call call, Optional<AlertQuery> all, @Nullable String of) {
        boolean openOnly = call.query().has("open");
        Optional<Position> after = Alerts.position(call.query().text("after"));
        List<StoredAlert> found = all.map(query -> openOnly ? query.openAt(call.now()) : query)
                .map(query -> after.isEmpty() ? query : query.after(after.get()))
                .map(query -> alerts.list(query.withLimit(PAGE + 1)))
                .orElse(List.of());
        List<StoredAlert> shown = found.subList(0, Math.min(PAGE, found.size()));
        Map<KeyId, Optional<ApiKeySummary>> keys = new HashMap<>();
        boolean manages = call.workspaceOrNull() != null
                && call.keyOrNull() == null
                && call.user().mayManage();
        AlertsPage page = new AlertsPage(
                of,
                shown.stream().map(alert -> row(call, alert, keys)).toList(),
                openOnly,
                "alerts",
                "alerts?open",
                found.size() > PAGE ? "alerts?" + (openOnly ? "open&" : "") + after(shown.get(PAGE - 1)) : null,
                alerts.settings() != null && manages ? "alerts/settings" : null);
        return pages.page(call, TITLE, (out, frame) -> JtealertsGenerated.render(out, null, frame, page));
    }

    private static String after(StoredAlert last) {
        return "after=" + URLEncoder.encode(Alerts.position(last), StandardCharsets.UTF_8);
    }

    private static AlertRow row(Call call, StoredAlert alert, Map<KeyId, Optional<ApiKeySummary>> keys) {
        KeyId id = alert.keyId();
        ApiKeySummary key = id == null
                ? null
                : keys.computeIfAbsent(id, each -> call.directory().findSummary(each))
                        .orElse(null);
        String network = alert.network() == null ? null : alert.network().toString();
        return new AlertRow(
                AlertTexts.of(alert.rule()),
                severity(alert.severity()),
                style(alert.severity()),
                alert.isOpenAt(call.now()),
                alert.text(),
                key == null ? (id == null ? null : id.value()) : key.settings().name(),
                key == null ? null : call.root() + "w/" + key.workspace() + "/keys/" + key.id() + "/",
                alert.isClaimed(),
                call.workspaceOrNull() == null ? alert.workspace() : null,
                network,
                alert.firstSeen(),
                alert.lastSeen(),
                alert.count(),
                alert.keyDisabled());
    }

    private static String severity(AlertSeverity severity) {
        return switch (severity) {
            case CRITICAL -> "Critical: look at it now";
            case WARNING -> "Warning: look at it today";
            case INFO -> "For your information";
        };
    }

    private static String style(AlertSeverity severity) {
        return switch (severity) {
            case CRITICAL -> "bad";
            case WARNING -> "warn";
            case INFO -> "none";
        };
    }
}
