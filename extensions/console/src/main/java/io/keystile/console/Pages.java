package io.keystile.console;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import io.keystile.adapter.HttpHeader;
import io.keystile.console.templates.JteheadGenerated;
import io.keystile.console.templates.JtemessageGenerated;
import io.keystile.console.views.Frame;
import io.keystile.console.views.Link;
import io.keystile.console.views.MessagePage;
import io.keystile.console.views.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders pages, each in the same frame. Thread-safe. */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    /** What was done, by the code in the query of the page after. Text from a query is never shown. */
    private static final Map<String, String> NOTICES = Map.ofEntries(
            Map.entry("saved", "Saved."),
            Map.entry("revoked", "The key is revoked. It does not work any more."),
            Map.entry("revokedBefore", "The key was already revoked. Its earlier reason stays; yours was not added."),
            Map.entry("disabled", "The key is disabled. It does not work until it is enabled."),
            Map.entry("enabled", "The key is enabled. It works again."),
            Map.entry("deleted", "The key is deleted."),
            Map.entry("created", "The workspace is created."),
            Map.entry("suspended", "The workspace is suspended. None of its keys works."),
            Map.entry("resumed", "The workspace is resumed. Its keys work again."));

    private final ConsoleSettings settings;
    private final Assets assets;

    /** Writes the content of a page, for example with a generated template. */
    interface Template {
        void render(OwaspHtmlTemplateOutput out, Frame frame);
    }

    Pages(ConsoleSettings settings, Assets assets) {
        this.settings = settings;
        this.assets = assets;
    }

    /** Returns a page with status 200. */
    ConsoleResponse page(Call call, String title, Template template) {
        return page(200, call, title, template);
    }

    /**
     * Returns a page.
     *
     * @param title the title of the page, which is also the name of its tab if it has one
     */
    ConsoleResponse page(int status, Call call, String title, Template template) {
        Frame frame = new Frame(
                title,
                settings.title(),
                call.root(),
                call.root() + assets.path(),
                settings.stylesheet(),
                settings.back(),
                crumbs(call),
                tabs(call, title),
                call.user().actor().name(),
                NOTICES.get(call.query().text("done")),
                call.user().formFields(),
                call.now(),
                settings.lastUses(),
                false);
        return Answers.html(status, html(call.request(), frame, template));
    }

    private String html(ConsoleRequest request, Frame frame, Template template) {
        PageLayout layout = settings.layout();
        if (layout != null) {
            Frame embedded = frame.withEmbedded(true);
            PageContent content = new PageContent(
                    render(embedded, (out, each) -> JteheadGenerated.render(out, null, each)),
                    render(embedded, template),
                    frame.root());
            try {
                return Objects.requireNonNull(layout.page(request, content), "the layout returned null");
            } catch (Throwable e) { // A key that the page shows exists by now, and is shown nowhere else.
                LOG.error("The layout of the application failed; the page is shown without it", withoutMessage(e));
            }
        }
        return render(frame, template);
    }

    /** Returns an exception that tells type and place only: the message might quote the page, which may have a key. */
    private static Throwable withoutMessage(Throwable e) {
        Throwable copy = new IllegalStateException(e.getClass().getName());
        copy.setStackTrace(e.getStackTrace());
        return copy;
    }

    private static String render(Frame frame, Template template) {
        StringOutput out = new StringOutput();
        template.render(new OwaspHtmlTemplateOutput(out), frame);
        return out.toString();
    }

    private static List<Link> crumbs(Call call) {
        List<Link> crumbs = new ArrayList<>();
        if (call.user().isOperator()) {
            crumbs.add(new Link(call.root() + "w/", "Workspaces"));
        }
        if (call.workspaceOrNull() != null) {
            crumbs.add(new Link(workspaceLink(call), call.workspace().id()));
        }
        if (call.keyOrNull() != null) {
            crumbs.add(new Link(
                    workspaceLink(call) + "keys/" + call.key().id() + "/",
                    call.key().settings().name()));
        }
        return crumbs;
    }

    private List<Tab> tabs(Call call, String title) {
        List<Tab> tabs = new ArrayList<>();
        if (call.workspaceOrNull() == null && call.user().isOperator()) {
            tabs.add(new Tab(call.root() + "w/", WorkspacePages.LIST, title.equals(WorkspacePages.LIST)));
            if (settings.requests() != null) {
                tabs.add(new Tab(call.root() + "requests", RequestPages.TITLE, title.equals(RequestPages.TITLE)));
            }
            if (settings.alerts() != null) {
                tabs.add(new Tab(call.root() + "alerts", AlertPages.TITLE, title.equals(AlertPages.TITLE)));
            }
        }
        if (call.workspaceOrNull() != null) {
            String workspace = workspaceLink(call);
            String current = call.keyOrNull() == null ? title : "";
            tabs.add(new Tab(workspace, KeyListPages.TITLE, current.equals(KeyListPages.TITLE)));
            if (settings.usage() != null) {
                tabs.add(new Tab(workspace + "usage", UsagePages.TITLE, current.equals(UsagePages.TITLE)));
            }
            if (settings.requests() != null) {
                tabs.add(new Tab(workspace + "requests", RequestPages.TITLE, current.equals(RequestPages.TITLE)));
            }
            if (settings.history()) {
                tabs.add(new Tab(workspace + "changes", HistoryPages.TITLE, current.equals(HistoryPages.TITLE)));
            }
            if (settings.alerts() != null) {
                tabs.add(new Tab(workspace + "alerts", AlertPages.TITLE, current.equals(AlertPages.TITLE)));
            }
            if (call.user().isOperator()) {
                tabs.add(new Tab(workspace + "settings", "Settings", current.equals(WorkspacePages.TITLE)));
            }
        }
        return tabs;
    }

    /** Returns the relative path to the list of the workspace's keys. */
    static String workspaceLink(Call call) {
        return call.root() + "w/" + call.workspace().id() + "/";
    }

    ConsoleResponse refusal(ConsoleRequest request, Refusal refusal) {
        return message(request, refusal.status(), refusal.heading(), refusal.text(), refusal.link(), refusal.headers());
    }

    ConsoleResponse storeDown(ConsoleRequest request) {
        return message(
                request,
                503,
                "The keys cannot be read now",
                "The store of the keys does not answer. If you were changing something, look whether it was done before"
                        + " you try again. Keys that are in use keep working for a while.",
                null,
                List.of(new HttpHeader("Retry-After", RETRY_AFTER_SECONDS)));
    }

    ConsoleResponse failure(ConsoleRequest request) {
        return message(
                request,
                500,
                "Something went wrong",
                "The console failed, and the reason is in the application's log. If you were changing something, look"
                        + " whether it was done before you try again.",
                null,
                List.of());
    }

    /** Returns a page for a request of which nothing is certain but its path. */
    private ConsoleResponse message(
            ConsoleRequest request,
            int status,
            String heading,
            String text,
            @Nullable Link next,
            List<HttpHeader> headers) {
        String root = Frame.rootOf(request.path());
        Link start = next == null ? new Link(root, "Back to the start") : next;
        Frame frame = new Frame(
                heading,
                settings.title(),
                root,
                root + assets.path(),
                settings.stylesheet(),
                settings.back(),
                List.of(),
                List.of(),
                null,
                null,
                Map.of(),
                settings.clock().instant(),
                settings.lastUses(),
                false);
        MessagePage page = new MessagePage(heading, text, start);
        ConsoleResponse response = Answers.html(
                status, html(request, frame, (out, around) -> JtemessageGenerated.render(out, null, around, page)));
        List<HttpHeader> all = new ArrayList<>(response.headers());
        all.addAll(headers);
        return new ConsoleResponse(status, all, response.body());
    }
}
