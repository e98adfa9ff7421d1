package io.keystile.console;

import io.keystile.adapter.RequestPath;
import io.keystile.admin.ApiKeys;
import io.keystile.store.StoreException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages on which people generate, watch, rotate and revoke API keys: "Settings, API keys" of an application.
 *
 * <p>It takes a request and returns a response, whatever the server; {@link ConsoleServlet} serves it in a servlet
 * container. The application says who acts, see {@link ConsoleUsers}. What somebody may not see is answered like what
 * does not exist. Requests that change something are accepted from the console's own pages only, by what browsers say
 * of a request's origin. The plaintext of a key is in the response to the request that generated it, and nowhere else.
 *
 * <p>All links are relative, so it can be mounted anywhere, also behind a proxy that strips a prefix. Thread-safe.
 */
public final class Console {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int MAX_FORM_BYTES = 16 * 1024;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final ConsoleSettings settings;
    private final CrossSiteGuard guard;
    private final ResponseHeaders headers;
    private final Assets assets = Assets.load();
    private final Pages pages;
    private final RouteTable routes;

    Console(ConsoleSettings settings) {
        this.settings = settings;
        this.guard = new CrossSiteGuard(settings.trustedOrigins());
        this.headers = new ResponseHeaders(settings.framedBySameOrigin(), settings.resourceOrigins());
        this.pages = new Pages(settings, assets);
        ShownOnce shownOnce = new ShownOnce(settings, pages);
        this.routes = new RouteTable(
                settings,
                Stream.of(
                                new KeyListPages(settings, pages).routes(),
                                new IssuePages(settings, pages, shownOnce).routes(),
                                new KeyPages(settings, pages).routes(),
                                new EditPages(settings, pages).routes(),
                                new RotatePages(settings, pages, shownOnce).routes(),
                                new RevokePages(settings, pages).routes(),
                                new DeletePages(settings, pages).routes(),
                                new WorkspacePages(settings, pages).routes(),
                                settings.usage() == null
                                        ? List.<Route>of()
                                        : new UsagePages(settings.usage(), pages).routes(),
                                settings.requests() == null
                                        ? List.<Route>of()
                                        : new RequestPages(settings.requests(), settings.history(), pages).routes(),
                                settings.history() ? new HistoryPages(pages).routes() : List.<Route>of(),
                                settings.alerts() == null
                                        ? List.<Route>of()
                                        : settings.alerts().routes(pages))
                        .flatMap(List::stream)
                        .toList());
    }

    /**
     * Returns a builder of a console.
     *
     * @param keys the administration of keys, see {@link io.keystile.Keystile#keys}
     * @param users says who sent a request; there is no default
     */
    public static ConsoleBuilder builder(ApiKeys keys, ConsoleUsers users) {
        return new ConsoleBuilder(keys, users);
    }

    /** Returns the response to a request. Never throws: what fails is answered with a page that says so. */
    public ConsoleResponse respond(ConsoleRequest request) {
        ConsoleResponse response;
        try {
            response = answer(request);
        } catch (Refusal e) {
            response = pages.refusal(request, e);
        } catch (StoreException e) {
            LOG.warn("A page of the console could not be answered, because the store cannot answer", e);
            response = pages.storeDown(request);
        } catch (RuntimeException | IOException e) {
            LOG.error("A page of the console failed", e);
            response = pages.failure(request);
        }
        return headers.addTo(response);
    }

    /** Returns all routes, so that a test can ask for each. */
    List<Route> routes() {
        return routes.all();
    }

    ConsoleSettings settings() {
        return settings;
    }

    private ConsoleResponse answer(ConsoleRequest request) throws IOException {
        if (request.path().isEmpty()) {
            return Answers.redirect(withSlash(request.uri()));
        }
        if (RequestPath.isAmbiguous(request.uri()) || RequestPath.isAmbiguous(request.path())) {
            throw Refusal.notFound();
        }
        boolean reads = isRead(request.method());
        Fields form = reads ? Fields.NONE : requireOwnForm(request);
        if (reads && request.path().startsWith(Assets.PATH)) {
            return assets.respond(request).orElseThrow(Refusal::notFound);
        }
        Optional<ConsoleUser> user = settings.users().of(request);
        if (user.isEmpty()) {
            return requireLogin(request);
        }
        return dispatch(request, user.get(), form);
    }

    static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Returns the relative address of a path with a slash at its end. The dot keeps a segment from being a scheme. */
    private static String withSlash(String uri) {
        return "." + uri.substring(uri.lastIndexOf('/')) + "/";
    }

    /** Returns the form of a request that may change something, after checking where the request comes from. */
    private Fields requireOwnForm(ConsoleRequest request) throws IOException {
        if (!guard.isFromOwnPage(request)) {
            throw Refusal.crossSite();
        }
        if (!request.method().equals("POST")) {
            return Fields.NONE;
        }
        if (!isForm(request.headers("Content-Type"))) {
            throw Refusal.notAForm();
        }
        byte[] body = request.body(MAX_FORM_BYTES + 1);
        if (body.length > MAX_FORM_BYTES) {
            throw Refusal.tooLarge();
        }
        return Fields.parse(new String(body, StandardCharsets.UTF_8)).orElseThrow(Refusal::malformedForm);
    }

    private static boolean isForm(List<String> types) {
        return types.size() == 1 && types.get(0).split(";", 2)[0].strip().equalsIgnoreCase(FORM);
    }

    private ConsoleResponse requireLogin(ConsoleRequest request) {
        if (settings.login() == null || !isRead(request.method())) {
            throw Refusal.notLoggedIn(settings.login());
        }
        String query = request.query() == null ? "" : "?" + request.query();
        String wanted = URLEncoder.encode(request.uri() + query, StandardCharsets.UTF_8);
        String separator = settings.login().contains("?") ? "&" : "?";
        return Answers.redirect(settings.login() + separator + "return=" + wanted);
    }

    private ConsoleResponse dispatch(ConsoleRequest request, ConsoleUser user, Fields form) {
        Optional<ConsoleResponse> response = routes.respond(request, user, form);
        if (response.isPresent()) {
            return response.get();
        }
        if (isRead(request.method()) && routes.hasPath(request.path() + "/")) {
            return Answers.redirect(withSlash(request.uri()));
        }
        throw Refusal.notFound();
    }
}
