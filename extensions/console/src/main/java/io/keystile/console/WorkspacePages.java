package io.keystile.console;

import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.NotPermittedException;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtesuspendGenerated;
import io.keystile.console.templates.JteworkspaceGenerated;
import io.keystile.console.templates.JteworkspacesGenerated;
import io.keystile.console.views.Difference;
import io.keystile.console.views.WorkspacePage;
import io.keystile.console.views.WorkspacesPage;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists, creates, changes, suspends and resumes workspaces, for operators. Thread-safe. */
final class WorkspacePages {
    static final String TITLE = "Workspace settings";

    /** The title of the list. */
    static final String LIST = "Workspaces";

    private static final int PAGE = 50;
    private static final List<String> FIELDS = List.of("plan", "ceiling", "limits");

    private final ConsoleSettings settings;
    private final Pages pages;

    WorkspacePages(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/", Needs.OVERSIGHT, call -> list(200, call, "", firstPlan(), null)),
                new Route("POST", "/w/", Needs.OPERATOR, this::create),
                new Route("GET", "/w/{workspace}/settings", Needs.OVERSIGHT, this::open),
                new Route("POST", "/w/{workspace}/settings", Needs.OPERATOR, this::save),
                new Route("GET", "/w/{workspace}/suspend", Needs.OPERATOR, this::askToSuspend),
                new Route("POST", "/w/{workspace}/suspend", Needs.OPERATOR, this::suspend),
                new Route("POST", "/w/{workspace}/resume", Needs.OPERATOR, this::resume));
    }

    private List<String> plans() {
        return settings.keys().plans() instanceof Plans fixed
                ? fixed.all().stream().map(Plan::name).toList()
                : List.of();
    }

    private String firstPlan() {
        return plans().stream().findFirst().orElse("");
    }

    private ConsoleResponse list(int status, Call call, String id, String plan, @Nullable String problem) {
        String filter = call.query().text("id");
        String after = call.query().text("after");
        List<WorkspaceRecord> found = call.directory().workspaces().stream()
                .filter(each -> each.id().contains(filter) && each.id().compareTo(after) > 0)
                .limit(PAGE + 1)
                .toList();
        List<WorkspaceRecord> shown = found.subList(0, Math.min(PAGE, found.size()));
        String next = found.size() > PAGE
                ? "?id=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + "&after="
                        + shown.get(PAGE - 1).id()
                : null;
        Usages usage = settings.usage();
        WorkspacesPage page = new WorkspacesPage(
                shown.stream()
                        .map(each -> new WorkspacesPage.Row(
                                each, usage == null ? null : usage.lastDayOfWorkspace(each.id())))
                        .toList(),
                filter,
                next,
                usage != null,
                call.user().mayManage(),
                plans(),
                id,
                plan,
                problem);
        return pages.page(status, call, LIST, (out, frame) -> JteworkspacesGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse create(Call call) {
        String id = call.form().text("id");
        String plan = call.form().text("plan");
        try {
            settings.keys().createWorkspace(call.user().actor(), WorkspaceRecord.of(id, plan));
        } catch (IllegalArgumentException e) {
            return list(422, call, id, plan, SettingsForms.sentence(e));
        } catch (NotPermittedException e) {
            return list(403, call, id, plan, SettingsForms.sentence(e));
        } catch (IllegalStateException e) {
            return list(409, call, id, plan, SettingsForms.sentence(e));
        }
        return Answers.redirect(id + "/?done=created");
    }

    private static Map<String, String> texts(WorkspaceRecord workspace) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("plan", workspace.plan());
        texts.put(
                "ceiling",
                String.join(
                        "\n",
                        workspace.ceiling().asSet().stream()
                                .map(Object::toString)
                                .toList()));
        texts.put("limits", LimitLines.print(workspace.limits()));
        return texts;
    }

    private ConsoleResponse open(Call call) {
        return form(200, call, call.workspace(), texts(call.workspace()), null, List.of());
    }

    private ConsoleResponse form(
            int status,
            Call call,
            WorkspaceRecord now,
            Map<String, String> values,
            @Nullable String problem,
            List<Difference> conflict) {
        WorkspacePage page = new WorkspacePage(
                now, values, now.version(), plans(), call.user().mayManage(), problem, conflict);
        return pages.page(status, call, TITLE, (out, frame) -> JteworkspaceGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse save(Call call) {
        WorkspaceRecord workspace = call.workspace();
        Map<String, String> entered = new LinkedHashMap<>();
        FIELDS.forEach(field -> entered.put(field, call.form().text(field)));
        WorkspaceRecord changed;
        try {
            changed = workspace
                    .withPlan(call.form().text("plan"))
                    .withCeiling(
                            PermissionSet.of(SettingsForms.words(call.form().text("ceiling"))))
                    .withLimits(LimitLines.parse(call.form().text("limits")).toArray(RateLimit[]::new));
        } catch (IllegalArgumentException e) {
            return form(422, call, workspace, entered, SettingsForms.sentence(e), List.of());
        }
        if (!call.form().text("version").equals(Long.toString(workspace.version()))) {
            return conflict(call, workspace, changed, entered);
        }
        try {
            settings.keys().updateWorkspace(call.user().actor(), changed);
        } catch (IllegalArgumentException e) {
            return form(422, call, workspace, entered, SettingsForms.sentence(e), List.of());
        } catch (NotPermittedException e) {
            return form(403, call, workspace, entered, SettingsForms.sentence(e), List.of());
        } catch (ConcurrentChangeException e) {
            WorkspaceRecord now = call.directory().findWorkspace(workspace.id()).orElseThrow(Refusal::notFound);
            return conflict(call, now, changed, entered);
        }
        return Answers.redirect("settings?done=saved");
    }

    private ConsoleResponse conflict(
            Call call, WorkspaceRecord now, WorkspaceRecord wanted, Map<String, String> entered) {
        List<Difference> differences = SettingsForms.differences(texts(now), texts(wanted));
        String problem = "Somebody else has changed this workspace, or issued a key in it, since you opened the form."
                + " Nothing of yours was saved.";
        return form(409, call, now, entered, problem, differences);
    }

    private ConsoleResponse askToSuspend(Call call) {
        return pages.page(
                call,
                "Suspend this workspace?",
                (out, frame) -> JtesuspendGenerated.render(out, null, frame, call.workspace()));
    }

    private ConsoleResponse suspend(Call call) {
        Changes.make(() -> settings.keys()
                .suspendWorkspace(call.user().actor(), call.workspace().id()));
        return Answers.redirect("settings?done=suspended");
    }

    private ConsoleResponse resume(Call call) {
        Changes.make(() -> settings.keys()
                .resumeWorkspace(call.user().actor(), call.workspace().id()));
        return Answers.redirect("settings?done=resumed");
    }
}
