package io.keystile.console;

import io.keystile.admin.KeyDirectory;
import io.keystile.console.views.Frame;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request and calls it, if the user may do what it does. What the user may not see is treated like
 * what does not exist. Thread-safe.
 */
final class RouteTable {
    private final ConsoleSettings settings;
    private final List<Route> routes;

    RouteTable(ConsoleSettings settings, List<Route> routes) {
        this.settings = settings;
        this.routes = List.copyOf(routes);
    }

    List<Route> all() {
        return routes;
    }

    boolean hasPath(String path) {
        return routes.stream().anyMatch(route -> route.match(path).isPresent());
    }

    /**
     * Returns the response to a request; empty if no route has its path.
     *
     * @param form the form that was sent; none for a request that only reads
     * @throws Refusal if the method is not allowed, or the user may not see or do this
     */
    Optional<ConsoleResponse> respond(ConsoleRequest request, ConsoleUser user, Fields form) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(request.path());
            if (variables.isPresent()) {
                if (route.accepts(request.method())) {
                    return Optional.of(call(route, request, user, form, variables.get()));
                }
                allowed.addAll(route.methods());
            }
        }
        if (!allowed.isEmpty()) {
            throw Refusal.methodNotAllowed(allowed);
        }
        return Optional.empty();
    }

    private ConsoleResponse call(
            Route route, ConsoleRequest request, ConsoleUser user, Fields form, Map<String, String> variables) {
        KeyDirectory directory = settings.keys().seenBy(user.actor());
        String workspaceId = variables.get("workspace");
        WorkspaceRecord workspace = workspaceId == null
                ? null
                : directory.findWorkspace(workspaceId).orElseThrow(Refusal::notFound);
        String keyId = variables.get("key");
        ApiKeyRecord key = keyId == null ? null : find(directory, keyId, workspaceId);
        requireMay(route, user, workspaceId == null);
        Fields query = request.query() == null
                ? Fields.NONE
                : Fields.parse(request.query()).orElse(Fields.NONE);
        return route.handler()
                .answer(new Call(
                        request,
                        user,
                        directory,
                        settings.clock().instant(),
                        workspace,
                        key,
                        query,
                        form,
                        Frame.rootOf(request.path())));
    }

    /**
     * Requires that the user may do what a route does.
     *
     * @param hidden whether the route has no workspace that the user sees, so that it does not exist for others
     */
    private static void requireMay(Route route, ConsoleUser user, boolean hidden) {
        boolean forOperators = route.needs() == Route.Needs.OVERSIGHT || route.needs() == Route.Needs.OPERATOR;
        boolean changes = route.needs() == Route.Needs.MANAGE || route.needs() == Route.Needs.OPERATOR;
        if (forOperators && hidden && !user.isOperator()) {
            throw Refusal.notFound();
        }
        if ((forOperators && !user.isOperator()) || (changes && !user.mayManage())) {
            throw Refusal.notAllowed();
        }
    }

    private static ApiKeyRecord find(KeyDirectory directory, String id, @Nullable String workspace) {
        KeyId key;
        try {
            key = new KeyId(id);
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound();
        }
        return directory
                .find(key)
                .filter(found -> found.workspace().equals(workspace))
                .orElseThrow(Refusal::notFound);
    }
}
