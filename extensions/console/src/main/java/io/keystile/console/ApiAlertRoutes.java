package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.console.Route.Needs;
import io.keystile.console.views.AlertTexts;
import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.AlertQuery.Position;
import io.keystile.monitoring.alerts.StoredAlert;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists the incidents of a workspace, or of one key of it. Thread-safe. */
final class ApiAlertRoutes {
    private final Alerts alerts;

    ApiAlertRoutes(Alerts alerts) {
        this.alerts = alerts;
    }

    List<Route> routes() {
        return List.of(new Route("GET", "/workspaces/{workspace}/alerts", Needs.SIGHT, this::list));
    }

    private ConsoleResponse list(Call call) {
        ApiQuery filter = ApiQuery.of(call, List.of("key", "open", ApiQuery.LIMIT, ApiQuery.CURSOR));
        int limit = filter.limit();
        Optional<KeyId> key = filter.apply("key", Optional.empty(), (none, text) -> Optional.of(new KeyId(text)));
        boolean openOnly = filter.apply("open", false, (usual, text) -> isTrue(text));
        Optional<Position> after =
                filter.apply(ApiQuery.CURSOR, Optional.empty(), (none, text) -> Optional.of(positionOf(text)));
        filter.requireNoFaults();
        List<StoredAlert> found = Alerts.query(call, key.orElse(null))
                .map(query -> openOnly ? query.openAt(call.now()) : query)
                .map(query -> after.isEmpty() ? query : query.after(after.get()))
                .map(query -> alerts.list(query.withLimit(limit + 1)))
                .orElse(List.of());
        List<StoredAlert> shown = found.subList(0, Math.min(limit, found.size()));
        ArrayNode items = ApiAnswers.object().arrayNode();
        shown.forEach(alert -> items.add(json(call, alert)));
        return ApiAnswers.page(
                filter, items, found.size() > limit ? ApiQuery.cursorOf(Alerts.position(shown.get(limit - 1))) : null);
    }

    private static boolean isTrue(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    private static Position positionOf(String cursor) {
        return Alerts.position(ApiQuery.positionOf(cursor)).orElseThrow(ApiQuery::notACursor);
    }

    private static ObjectNode json(Call call, StoredAlert alert) {
        AlertTexts.Words words = AlertTexts.of(alert.rule());
        ObjectNode json = ApiAnswers.object();
        json.put("id", alert.id());
        json.put("rule", alert.rule());
        json.put("title", words.title());
        json.put("advice", words.advice());
        json.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        json.put("open", alert.isOpenAt(call.now()));
        json.put("text", alert.text());
        json.put("key", alert.keyId() == null ? null : alert.keyId().value());
        json.put("claimed", alert.isClaimed());
        json.put("keyDisabled", alert.keyDisabled());
        json.put("network", alert.network() == null ? null : alert.network().toString());
        json.put("firstSeen", alert.firstSeen().toString());
        json.put("lastSeen", alert.lastSeen().toString());
        json.put("count", alert.count());
        return json;
    }
}
