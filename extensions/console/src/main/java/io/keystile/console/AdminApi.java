package io.keystile.console;

import io.keystile.ApiKeyPrincipal;
import io.keystile.adapter.RequestPath;
import io.keystile.model.Permission;
import io.keystile.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console as a JSON API, for applications with a front end of their own and for programs: the same keys, people,
 * rights and sources as a {@link Console}. {@code openapi.json} below its mount describes it.
 *
 * <p>It takes a request and returns a response, whatever the server; {@link ConsoleServlet} and {@link ConsoleResource}
 * serve it. People with a session are those of {@link ConsoleUsers}, and requests of theirs that change something are
 * accepted from pages of the same origin or a {@linkplain ConsoleBuilder#trustedOrigins trusted one} only. API keys are
 * accepted only {@linkplain #withApiKeys if the application wants it}. Thread-safe.
 */
public final class AdminApi {
    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

    private final ConsoleSettings settings;
    /** What an API key needs; null if API keys are not accepted. */
    private final @Nullable Permission ofKeys;

    private final CrossSiteGuard guard;
    private final ResponseHeaders headers = new ResponseHeaders(false, Set.of());
    private final RouteTable routes;

    private AdminApi(ConsoleSettings settings, @Nullable Permission ofKeys) {
        this.settings = settings;
        this.ofKeys = ofKeys;
        this.guard = new CrossSiteGuard(settings.trustedOrigins());
        this.routes = new RouteTable(
                settings,
                Stream.of(
                                new ApiReadRoutes(settings).routes(),
                                new ApiWorkspaceRoutes(settings).routes(),
                                new ApiKeyRoutes(settings).routes(),
                                settings.alerts() == null
                                        ? List.<Route>of()
                                        : settings.alerts().apiRoutes())
                        .flatMap(List::stream)
                        .toList());
    }

    /** Returns an API with the keys, people and sources of a console, which need not be mounted itself. */
    public static AdminApi of(Console console) {
        return new AdminApi(console.settings(), null);
    }

    /**
     * Returns an API that also accepts API keys with a permission. A key acts as {@link ApiKeyPrincipal#asActor} says:
     * in its own workspace and environment, and it grants less than it holds itself. A key without the permission is
     * refused, even if the request has a session too.
     *
     * <p>The application authenticates the key, for example with Keystile's filter and {@link
     * io.keystile.adapter.Routes#optional(String) an optional route}, so that the request's user principal is an {@link
     * ApiKeyPrincipal}.
     *
     * @param permission what a key needs, for example {@code api-keys:manage}. Grant it to few keys: they can issue
     *     others
     * @throws IllegalArgumentException if the permission is not well-formed
     */
    public AdminApi withApiKeys(String permission) {
        return new AdminApi(settings, Permission.of(permission));
    }

    /** Returns the response to a request. Never throws: what fails is answered with a problem that says so. */
    public ConsoleResponse respond(ConsoleRequest request) {
        ConsoleResponse response;
        try {
            response = answer(request);
        } catch (ApiProblem e) {
            response = e.response();
        } catch (Refusal e) {
            response = ApiProblem.of(e).response();
        } catch (StoreException e) {
            LOG.warn("A request to the API could not be answered, because the store cannot answer", e);
            response = ApiProblem.storeDown().response();
        } catch (RuntimeException e) {
            LOG.error("A request to the API failed", e);
            response = ApiProblem.failure().response();
        }
        return headers.addTo(response);
    }

    /** Returns all routes, so that a test can ask for each. */
    List<Route> routes() {
        return routes.all();
    }

    private ConsoleResponse answer(ConsoleRequest request) {
        if (RequestPath.isAmbiguous(request.uri()) || RequestPath.isAmbiguous(request.path())) {
            throw Refusal.notFound();
        }
        Optional<ApiKeyPrincipal> key = ofKeys == null ? Optional.empty() : request.unwrap(ApiKeyPrincipal.class);
        ConsoleUser user = key.isPresent() ? requirePermitted(key.get()) : requireSession(request);
        return routes.respond(request, user, Fields.NONE).orElseThrow(Refusal::notFound);
    }

    /** Returns the user that a key is. Browsers add no key to a request by themselves, so its origin is not checked. */
    private ConsoleUser requirePermitted(ApiKeyPrincipal key) {
        if (ofKeys == null || !key.permissions().implies(ofKeys)) {
            throw ApiProblem.notPermitted("This API key may not administer keys; it lacks " + ofKeys + ".");
        }
        return ConsoleUser.managing(key.asActor());
    }

    private ConsoleUser requireSession(ConsoleRequest request) {
        if (!Console.isRead(request.method()) && !guard.isFromOwnPage(request)) {
            throw ApiProblem.crossSite();
        }
        return settings.users().of(request).orElseThrow(ApiProblem::notLoggedIn);
    }
}
