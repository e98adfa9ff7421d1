package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.adapter.HttpHeader;
import io.keystile.admin.Actor;
import io.keystile.console.Route.Needs;
import io.keystile.console.views.UsageRow;
import io.keystile.json.AuditJson;
import io.keystile.json.JsonWriter;
import io.keystile.json.PlansJson;
import io.keystile.key.KeyId;
import io.keystile.model.AuditEntry;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.AuditQuery;
import io.keystile.store.ChainedEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says who acts and what they can grant, what the API can do, and what was used and changed. Thread-safe. */
final class ApiReadRoutes {
    private static final String WORKSPACE = "/workspaces/{workspace}";
    private static final String KEY = WORKSPACE + "/keys/{key}";

    private final ConsoleSettings settings;
    private final String description = readDescription();

    ApiReadRoutes(ConsoleSettings settings) {
        this.settings = settings;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                new Route("GET", "/me", Needs.SIGHT, this::me),
                new Route("GET", "/openapi.json", Needs.SIGHT, call -> description())));
        Usages usage = settings.usage();
        if (usage != null) {
            routes.add(new Route("GET", WORKSPACE + "/usage", Needs.SIGHT, call -> usage(usage, call)));
            routes.add(new Route("GET", KEY + "/usage", Needs.SIGHT, call -> usage(usage, call)));
        }
        Requests requests = settings.requests();
        if (requests != null) {
            routes.add(new Route("GET", WORKSPACE + "/requests", Needs.SIGHT, call -> requests(requests, call)));
        }
        if (settings.history()) {
            routes.add(new Route("GET", WORKSPACE + "/changes", Needs.SIGHT, ApiReadRoutes::changes));
        }
        return routes;
    }

    private static String readDescription() {
        try (InputStream in =
                Objects.requireNonNull(ApiReadRoutes.class.getResourceAsStream("openapi.json"), "openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConsoleResponse description() {
        return new ConsoleResponse(200, List.of(new HttpHeader("Content-Type", "application/json")), description);
    }

    private ConsoleResponse me(Call call) {
        ApiQuery.of(call, List.of());
        Actor actor = call.user().actor();
        WorkspaceRecord workspace = actor.workspace() == null
                ? null
                : call.directory().findWorkspace(actor.workspace()).orElse(null);
        PermissionSet grantable =
                workspace == null ? actor.permissions() : actor.permissions().intersect(workspace.ceiling());
        ObjectNode me = ApiAnswers.object();
        me.put("name", actor.name());
        me.put("workspace", actor.workspace());
        me.put("key", actor.key() == null ? null : actor.key().value());
        me.put("operator", call.user().isOperator());
        me.put("mayManage", call.user().mayManage());
        me.set("permissions", JsonWriter.texts(grantable.asSet()));
        ArrayNode choices = me.putArray("permissionChoices");
        settings.permissions().stream()
                .filter(choice -> grantable.implies(choice.permission()))
                .forEach(choice -> choices.addObject()
                        .put("permission", choice.permission().value())
                        .put("text", choice.text()));
        me.set("environments", JsonWriter.texts(settings.environments()));
        me.set("plans", plans(call, workspace));
        return ApiAnswers.json(200, me);
    }

    /** Returns the plans that an operator can choose from; of a member, their workspace's only. */
    private ArrayNode plans(Call call, @Nullable WorkspaceRecord workspace) {
        PlanSource source = settings.keys().plans();
        List<Plan> plans = List.of();
        if (workspace != null) {
            plans = source.find(workspace.plan()).map(List::of).orElse(plans);
        } else if (call.user().isOperator() && source instanceof Plans fixed) {
            plans = fixed.all();
        }
        return plans.isEmpty()
                ? ApiAnswers.object().arrayNode()
                : PlansJson.write(Plans.of(plans.toArray(Plan[]::new)));
    }

    private static ConsoleResponse usage(Usages usage, Call call) {
        if (call.keyOrNull() == null && call.user().actor().key() != null) {
            throw Refusal.notFound(); // it has the calls of other environments
        }
        ApiQuery query = ApiQuery.of(call, List.of("resolution", "from", "to"));
        String resolution = query.apply("resolution", "hour", (usual, text) -> {
            if (!usage.choices().contains(text)) {
                throw new IllegalArgumentException("write one of " + String.join(", ", usage.choices()));
            }
            return text;
        });
        Instant from = query.apply("from", Instant.MIN, (none, text) -> Instant.parse(text));
        Instant to = query.apply("to", Instant.MAX, (none, text) -> Instant.parse(text));
        query.requireNoFaults();
        ObjectNode answer = ApiAnswers.object();
        answer.put("resolution", resolution);
        answer.put("allNodes", usage.isOfAllNodes(resolution));
        ArrayNode items = answer.putArray("items");
        usage.rows(call, resolution).stream()
                .filter(row -> !row.start().isBefore(from) && row.start().isBefore(to))
                .forEach(row -> items.add(json(row)));
        return ApiAnswers.json(200, answer);
    }

    private static ObjectNode json(UsageRow row) {
        ObjectNode json = ApiAnswers.object().put("start", row.start().toString());
        for (int i = 0; i < UsageRow.KINDS.size(); i++) {
            json.put(UsageRow.KINDS.get(i).name(), row.counts().get(i));
        }
        return json;
    }

    private static ConsoleResponse requests(Requests requests, Call call) {
        ApiQuery query = ApiQuery.of(call, List.of("key"));
        Optional<KeyId> key = query.apply("key", Optional.empty(), (none, text) -> Optional.of(new KeyId(text)));
        query.requireNoFaults();
        ObjectNode answer = ApiAnswers.object();
        // A key sees the keys of its environment only, and so their calls.
        boolean hidden = call.user().actor().key() != null
                && key.flatMap(call.directory()::find).isEmpty();
        answer.set("items", hidden ? ApiAnswers.object().arrayNode() : requests.json(call, key.orElse(null)));
        answer.put("incomplete", requests.incomplete());
        return ApiAnswers.json(200, answer);
    }

    private static ConsoleResponse changes(Call call) {
        ApiQuery filter = ApiQuery.of(call, List.of("key", ApiQuery.LIMIT, ApiQuery.CURSOR));
        int limit = filter.limit();
        AuditQuery query = AuditQuery.ofWorkspace(call.workspace().id()).withLimit(limit + 1);
        query = filter.apply(
                "key",
                query,
                (each, text) -> new AuditQuery(each.workspace(), new KeyId(text), each.after(), each.limit()));
        query = filter.apply(ApiQuery.CURSOR, query, (each, text) -> each.after(positionOf(text, call)));
        filter.requireNoFaults();
        List<ChainedEntry> found = call.directory().audit(query);
        List<ChainedEntry> shown = found.subList(0, Math.min(limit, found.size()));
        ArrayNode items = ApiAnswers.object().arrayNode();
        shown.forEach(each -> items.add(json(each)));
        return ApiAnswers.page(
                filter, items, found.size() > limit ? ApiQuery.cursorOf(Cursor.of(shown.get(limit - 1))) : null);
    }

    private static AuditQuery.Position positionOf(String cursor, Call call) {
        return Cursor.readChange(ApiQuery.positionOf(cursor), call.workspace().id())
                .orElseThrow(ApiQuery::notACursor);
    }

    private static ObjectNode json(ChainedEntry each) {
        AuditEntry entry = each.entry();
        ObjectNode json = ApiAnswers.object();
        json.put("number", each.number());
        json.put("time", entry.time().toString());
        json.put("actor", entry.actor());
        json.put("action", entry.action());
        json.put("key", entry.key() == null ? null : entry.key().value());
        json.put("reason", entry.reason());
        json.set("changes", AuditJson.write(entry.changes()));
        return json;
    }
}
