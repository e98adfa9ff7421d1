package io.keystile.console;

import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JterequestsGenerated;
import io.keystile.console.views.RequestRow;
import io.keystile.console.views.RequestsPage;
import java.util.List;

/** Shows the last calls of keys and workspaces. Thread-safe. */
final class RequestPages {
    static final String TITLE = "Requests";

    private final Requests requests;
    private final boolean history;
    private final Pages pages;

    RequestPages(Requests requests, boolean history, Pages pages) {
        this.requests = requests;
        this.history = history;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/requests", Needs.OVERSIGHT, this::showDenials),
                new Route("GET", "/w/{workspace}/requests", Needs.SIGHT, this::show),
                new Route("GET", "/w/{workspace}/keys/{key}/requests", Needs.SIGHT, this::show));
    }

    private ConsoleResponse show(Call call) {
        return show(call, false, requests.of(call));
    }

    /** Shows the calls that no workspace has: those without a key, and with a key whose secret was not right. */
    private ConsoleResponse showDenials(Call call) {
        return show(call, true, requests.withoutKey());
    }

    private ConsoleResponse show(Call call, boolean withoutKey, List<RequestRow> rows) {
        RequestsPage page = new RequestsPage(withoutKey, KeyLinks.ofPath(call), rows, requests.incomplete(), history);
        return pages.page(call, TITLE, (out, frame) -> JterequestsGenerated.render(out, null, frame, page));
    }
}
