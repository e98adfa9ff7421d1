package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import io.keystile.console.Route.Needs;
import io.keystile.console.templates.JteusageGenerated;
import io.keystile.console.views.UsagePage;
import io.keystile.console.views.UsageRow;
import java.util.List;
import java.util.stream.Collectors;

/** Shows the calls of keys and workspaces over time, as a page and as a file. Thread-safe. */
final class UsagePages {
    static final String TITLE = "Usage";

    private final Usages usage;
    private final Pages pages;

    UsagePages(Usages usage, Pages pages) {
        this.usage = usage;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/w/{workspace}/usage", Needs.SIGHT, this::show),
                new Route("GET", "/w/{workspace}/usage.csv", Needs.SIGHT, this::file),
                new Route("GET", "/w/{workspace}/keys/{key}/usage", Needs.SIGHT, this::show),
                new Route("GET", "/w/{workspace}/keys/{key}/usage.csv", Needs.SIGHT, this::file));
    }

    private String by(Call call) {
        String wanted = call.query().text("by");
        return usage.choices().contains(wanted) ? wanted : "hour";
    }

    private ConsoleResponse show(Call call) {
        String by = by(call);
        UsagePage page = new UsagePage(
                call.keyOrNull() == null ? null : call.keyOrNull().settings().name(),
                usage.rows(call, by),
                by,
                usage.choices(),
                usage.source(by));
        return pages.page(call, TITLE, (out, frame) -> JteusageGenerated.render(out, null, frame, page));
    }

    private ConsoleResponse file(Call call) {
        String head = UsageRow.KINDS.stream().map(UsageRow.Kind::name).collect(Collectors.joining(","));
        String lines = usage.rows(call, by(call)).stream()
                .map(row -> row.start() + ","
                        + row.counts().stream().map(String::valueOf).collect(Collectors.joining(",")) + "\r\n")
                .collect(Collectors.joining());
        return new ConsoleResponse(
                200,
                List.of(
                        new HttpHeader("Content-Type", "text/csv;charset=utf-8"),
                        new HttpHeader("Content-Disposition", "attachment; filename=\"usage.csv\"")),
                "start," + head + "\r\n" + lines);
    }
}
