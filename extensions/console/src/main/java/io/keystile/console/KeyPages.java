package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtekeyGenerated;
import io.keystile.console.views.KeyPage;
import io.keystile.console.views.Link;
import io.keystile.console.views.Text;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.Permission;
import io.keystile.model.Plan;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows a key, and disables and enables it. Thread-safe. */
final class KeyPages {
    private final ConsoleSettings settings;
    private final Pages pages;

    KeyPages(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/keys/{key}/", Needs.SIGHT, this::show),
                new Route("POST", "/w/{workspace}/keys/{key}/disable", Needs.MANAGE, this::disable),
                new Route("POST", "/w/{workspace}/keys/{key}/enable", Needs.MANAGE, this::enable));
    }

    private ConsoleResponse show(Call call) {
        ApiKeySummary key = summary(call);
        WorkspaceRecord workspace = call.workspace();
        String planName = key.settings().plan() == null
                ? workspace.plan()
                : key.settings().plan();
        Usages usage = settings.usage();
        KeyPage page = new KeyPage(
                key,
                workspace,
                KeyHints.of(key, usage, settings.lastUses(), call.now()),
                permissions(key),
                planName,
                limits(key, workspace, settings.keys().plans().find(planName).orElse(null)),
                other(call, key.lineage().predecessor()),
                other(call, key.lineage().successor()),
                usage == null ? null : usage.of(key.id()),
                links(),
                call.user().mayManage(),
                call.user().isOperator());
        return pages.page(call, key.settings().name(), (out, frame) -> JtekeyGenerated.render(out, null, frame, page));
    }

    /** Returns the links to the pages that say more about a key. */
    private List<Link> links() {
        List<Link> links = new ArrayList<>();
        if (settings.usage() != null) {
            links.add(new Link(
                    "usage", "Calls by " + String.join(", ", settings.usage().choices())));
        }
        if (settings.requests() != null) {
            links.add(new Link("requests", "Last requests"));
        }
        if (settings.alerts() != null) {
            links.add(new Link("alerts", "Alerts"));
        }
        if (settings.history()) {
            links.add(new Link("changes", "History"));
        }
        return links;
    }

    /** Returns the key of the path. */
    static ApiKeySummary summary(Call call) {
        return call.directory().findSummary(call.key().id()).orElseThrow(Refusal::notFound);
    }

    private static @Nullable ApiKeySummary other(Call call, @Nullable KeyId id) {
        return id == null ? null : call.directory().findSummary(id).orElse(null);
    }

    private Map<String, String> permissions(ApiKeySummary key) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Permission permission : key.settings().permissions().asSet()) {
            String text = settings.permissions().stream()
                    .filter(choice -> choice.permission().equals(permission))
                    .map(PermissionChoice::text)
                    .findFirst()
                    .orElse("");
            texts.put(permission.value(), text);
        }
        return texts;
    }

    private static List<String> limits(ApiKeySummary key, WorkspaceRecord workspace, @Nullable Plan plan) {
        List<RateLimit> shared = workspace.limits().isEmpty() && plan != null ? plan.limits() : workspace.limits();
        return Stream.concat(
                        shared.stream().map(Text::limit),
                        key.settings().limits().stream().map(limit -> Text.limit(limit) + ", this key alone"))
                .toList();
    }

    private ConsoleResponse disable(Call call) {
        return change(
                "disabled",
                () -> settings.keys().disable(call.user().actor(), call.key().id()));
    }

    private ConsoleResponse enable(Call call) {
        return change(
                "enabled",
                () -> settings.keys().enable(call.user().actor(), call.key().id()));
    }

    private static ConsoleResponse change(String done, Supplier<Optional<ApiKeyRecord>> change) {
        Changes.make(change);
        return Answers.redirect("./?done=" + done);
    }
}
