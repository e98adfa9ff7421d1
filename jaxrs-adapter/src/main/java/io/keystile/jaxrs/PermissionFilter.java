package io.keystile.jaxrs;

import io.keystile.Requirement;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Authorizes a request with the requirement of the matched method, and counts it against the key's limits. */
final class PermissionFilter implements ContainerRequestFilter {
    private final Gate gate;
    private final ResourceRules rules;
    private final PublicPaths publicPaths;
    private final LocatorRules locators = new LocatorRules();

    @Context
    private @Nullable ResourceInfo matchedResource;

    PermissionFilter(Gate gate, ResourceRules rules, PublicPaths publicPaths) {
        this.gate = gate;
        this.rules = rules;
        this.publicPaths = publicPaths;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Call call = Objects.requireNonNull(Call.of(request), "The key filter has not seen this request");
        ResourceInfo resource = Objects.requireNonNull(matchedResource);
        ResourceRules.Rule rule = rules.of(resource.getResourceClass(), resource.getResourceMethod());
        List<Class<?>> locatingTypes = locatingTypes(request.getUriInfo());
        if (rule.requirement().isEmpty() && locatingTypes.isEmpty() && mayBePublic(call, request)) {
            call.settled();
            return;
        }
        Requirement requirement =
                locators.combine(locatingTypes, rule.requirement().orElse(Requirement.validKey()));
        if (isPublicPreflight(call, request, requirement)) {
            call.settled();
        } else if (call.isAnonymous() && rule.keyOptional() && locatingTypes.isEmpty() && mayBePublic(call, request)) {
            gate.authorizeIfSent(call, request, requirement);
        } else {
            gate.authorize(call, request, requirement);
        }
    }

    /**
     * The first matched resource has the method. Each further one has the locator that returned the resource before it.
     */
    private static List<Class<?>> locatingTypes(UriInfo uri) {
        return uri.getMatchedResources().stream()
                .skip(1)
                .<Class<?>>map(resource -> resource instanceof Class<?> type ? type : resource.getClass())
                .toList();
    }

    /** Checks the path again, because a filter may have changed it since the first check. */
    private boolean mayBePublic(Call call, ContainerRequestContext request) {
        return call.caller() == null && publicPaths.mayContain(request.getUriInfo());
    }

    /**
     * Checks the request again, because a filter may have changed it. A resource's method for OPTIONS may require
     * permissions.
     */
    private static boolean isPublicPreflight(Call call, ContainerRequestContext request, Requirement requirement) {
        return call.state() == Call.State.PREFLIGHT
                && Preflight.is(request)
                && requirement.permissions().isEmpty();
    }
}
