package io.keystile.console;

import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JtedeleteGenerated;
import io.keystile.console.views.DeletePage;
import java.util.List;

/** Deletes keys, for operators: of a deleted key only the history remains. Thread-safe. */
final class DeletePages {
    private final ConsoleSettings settings;
    private final Pages pages;

    DeletePages(ConsoleSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/keys/{key}/delete", Needs.OPERATOR, this::ask),
                new Route("POST", "/w/{workspace}/keys/{key}/delete", Needs.OPERATOR, this::delete));
    }

    private ConsoleResponse ask(Call call) {
        Usages usage = settings.usage();
        DeletePage page = new DeletePage(
                KeyPages.summary(call),
                usage == null ? null : usage.callsToday(call.key().id()));
        return pages.page(call, "Delete this key?", (out, frame) -> JtedeleteGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse delete(Call call) {
        Changes.make(
                () -> settings.keys().delete(call.user().actor(), call.key().id()));
        return Answers.redirect("../../?done=deleted");
    }
}
