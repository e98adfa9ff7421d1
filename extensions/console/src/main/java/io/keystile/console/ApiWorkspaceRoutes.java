package io.keystile.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.keystile.adapter.HttpHeader;
import io.keystile.admin.ApiKeys;
import io.keystile.console.Route.Needs;
import io.keystile.json.WorkspaceJson;
import io.keystile.model.WorkspaceRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows, lists, creates, changes, suspends and resumes workspaces by the API. Thread-safe. */
final class ApiWorkspaceRoutes {
    private static final String WORKSPACES = "/workspaces";
    private static final String WORKSPACE = WORKSPACES + "/{workspace}";

    private final ApiKeys keys;

    ApiWorkspaceRoutes(ConsoleSettings settings) {
        this.keys = settings.keys();
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", WORKSPACES, Needs.OVERSIGHT, ApiWorkspaceRoutes::list),
                new Route("POST", WORKSPACES, Needs.OPERATOR, this::create),
                new Route("GET", WORKSPACE, Needs.SIGHT, call -> workspace(200, call.workspace())),
                new Route("PATCH", WORKSPACE, Needs.OPERATOR, this::update),
                new Route(
                        "POST",
                        WORKSPACE + "/suspend",
                        Needs.OPERATOR,
                        call -> change(
                                call, id -> keys.suspendWorkspace(call.user().actor(), id))),
                new Route(
                        "POST",
                        WORKSPACE + "/resume",
                        Needs.OPERATOR,
                        call -> change(
                                call, id -> keys.resumeWorkspace(call.user().actor(), id))));
    }

    private static ConsoleResponse list(Call call) {
        ApiQuery filter = ApiQuery.of(call, List.of(ApiQuery.LIMIT, ApiQuery.CURSOR));
        int limit = filter.limit();
        String after = filter.apply(ApiQuery.CURSOR, "", (none, text) -> ApiQuery.positionOf(text));
        filter.requireNoFaults();
        List<WorkspaceRecord> found = call.directory().workspaces().stream()
                .filter(each -> each.id().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<WorkspaceRecord> shown = found.subList(0, Math.min(limit, found.size()));
        ArrayNode items = ApiAnswers.object().arrayNode();
        shown.forEach(each -> items.add(WorkspaceJson.write(each)));
        String next =
                found.size() > limit ? ApiQuery.cursorOf(shown.get(limit - 1).id()) : null;
        return ApiAnswers.page(filter, items, next);
    }

    private static ConsoleResponse workspace(int status, WorkspaceRecord workspace, HttpHeader... headers) {
        return ApiAnswers.versioned(status, WorkspaceJson.write(workspace), workspace.version(), headers);
    }

    private ConsoleResponse create(Call call) {
        ApiBody body = ApiBody.read(call, ApiBody.JSON);
        body.requireOnly(List.of("id", "plan", "ceiling", "limits"));
        body.requireMember("plan");
        WorkspaceRecord named = body.required("id", value -> WorkspaceRecord.of(value.text(), "none"));
        WorkspaceRecord wanted = bounded(body, named == null ? WorkspaceRecord.of("none", "none") : named);
        ApiAnswers.change(() -> {
            keys.createWorkspace(call.user().actor(), wanted);
            return wanted;
        });
        return workspace(201, wanted, new HttpHeader("Location", "workspaces/" + wanted.id()));
    }

    /** Returns the workspace with the plan, the ceiling and the limits that a body has. */
    private static WorkspaceRecord bounded(ApiBody body, WorkspaceRecord before) {
        WorkspaceRecord workspace = before;
        workspace = body.change("plan", workspace, (each, value) -> each.withPlan(value.text()));
        workspace = body.change(
                "ceiling", workspace, (each, value) -> each.withCeiling(SettingsMembers.permissions(value)));
        workspace = body.change("limits", workspace, (each, value) -> each.withLimits(SettingsMembers.limits(value)));
        body.requireNoFaults();
        return workspace;
    }

    private ConsoleResponse update(Call call) {
        WorkspaceRecord seen = call.workspace();
        EntityTags.requireSeen(call, seen.version());
        ApiBody body = ApiBody.read(call, ApiBody.MERGE_PATCH);
        body.requireOnly(List.of("plan", "ceiling", "limits"));
        WorkspaceRecord wanted = bounded(body, seen);
        return workspace(
                200, ApiAnswers.update(() -> keys.updateWorkspace(call.user().actor(), wanted)));
    }

    private static ConsoleResponse change(Call call, Function<String, Optional<WorkspaceRecord>> change) {
        ApiBody.requireNone(call);
        return workspace(
                200,
                ApiAnswers.change(() -> change.apply(call.workspace().id())).orElseThrow(Refusal::notFound));
    }
}
