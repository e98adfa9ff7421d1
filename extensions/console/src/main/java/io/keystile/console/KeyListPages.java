package io.keystile.console;

import io.keystile.admin.ApiKeySummary;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtekeysGenerated;
import io.keystile.console.views.KeyRow;
import io.keystile.console.views.KeysPage;
import io.keystile.model.KeyStatus;
import io.keystile.store.KeyQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lists the keys of a workspace. Thread-safe. */
final class KeyListPages {
    static final String TITLE = "API keys";

    /** The keys on one page. */
    static final int PAGE = 100;

    private final ConsoleSettings settings;
    private final Pages pages;

    KeyListPages(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/", Needs.SIGHT, KeyListPages::start),
                new Route("GET", "/w/{workspace}/", Needs.SIGHT, this::list));
    }

    private static ConsoleResponse start(Call call) {
        String workspace = call.user().actor().workspace();
        return Answers.redirect(workspace == null ? "w/" : "w/" + workspace + "/");
    }

    private ConsoleResponse list(Call call) {
        Fields filter = call.query();
        String environment = settings.environments().stream()
                .filter(filter.text("environment")::equals)
                .findFirst()
                .orElse("");
        Optional<KeyStatus> status = Arrays.stream(KeyStatus.values())
                .filter(each -> each.name().equalsIgnoreCase(filter.text("status")))
                .findFirst();
        String name = filter.text("name");
        KeyQuery query =
                KeyQuery.ofWorkspace(call.workspace().id()).newestFirst().withLimit(PAGE + 1);
        query = environment.isEmpty() ? query : query.withEnvironment(environment);
        query = status.isEmpty() ? query : query.withStatus(status.get(), call.now());
        query = name.isEmpty() ? query : query.withNamePrefix(name);
        Optional<KeyQuery.Position> after = Cursor.read(filter.text("after"));
        query = after.isEmpty() ? query : query.after(after.get());

        List<ApiKeySummary> found = call.directory().listSummaries(query);
        List<ApiKeySummary> shown = found.subList(0, Math.min(PAGE, found.size()));
        String next = found.size() > PAGE
                ? Cursor.query(filter, Cursor.of(shown.get(PAGE - 1)), List.of("environment", "status", "name"))
                : null;
        Usages usage = settings.usage();
        List<KeyRow> rows = shown.stream()
                .map(key -> new KeyRow(
                        key,
                        KeyHints.of(key, usage, settings.lastUses(), call.now()),
                        usage == null ? null : usage.lastDay(key.id())))
                .toList();
        KeysPage page = new KeysPage(
                call.workspace(),
                rows,
                settings.environments(),
                environment,
                status.map(Enum::name).orElse(""),
                name,
                next,
                after.isEmpty(),
                call.user().mayManage(),
                usage != null,
                settings.exampleUrl());
        return pages.page(call, TITLE, (out, frame) -> JtekeysGenerated.render(out, null, frame, page));
    }
}
