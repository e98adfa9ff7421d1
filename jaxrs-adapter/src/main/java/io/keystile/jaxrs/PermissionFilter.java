package io.keystile.jaxrs;

import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for what the matched method asks for, and counts the call. */
final class PermissionFilter implements ContainerRequestFilter {
    private final Gate gate;
    private final ResourceRules rules;
    private final PublicPaths publicPaths;

    @Context
    private @Nullable ResourceInfo matched;

    PermissionFilter(Gate gate, ResourceRules rules, PublicPaths publicPaths) {
        this.gate = gate;
        this.rules = rules;
        this.publicPaths = publicPaths;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Call call = Objects.requireNonNull(Call.of(request), "The key filter has not seen this request");
        ResourceInfo resource = Objects.requireNonNull(matched);
        Optional<Requirement> asked = rules.of(resource.getResourceClass(), resource.getResourceMethod());
        if (!call.isUndecided()) {
            // An implementation may ask for a sub-resource locator, and then for what it has located.
            Granted granted = call.granted();
            if (granted != null && asked.isPresent()) {
                gate.passFurther(granted, request, asked.get());
            }
        } else if (asked.isEmpty() ? isPublicHere(call, request) : isAnswerToPreflight(call, request, asked.get())) {
            call.settled();
        } else {
            gate.pass(call, request, asked.orElse(Requirement.validKey()));
        }
    }

    /**
     * A public method is so at a path of its own, looked at once more, because other filters may have changed the path; what a
     * sub-resource locator has found has none.
     */
    private boolean isPublicHere(Call call, ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        return call.caller() == null && uri.getMatchedResources().size() < 2 && publicPaths.mayContain(uri);
    }

    /** Filters may have made something else of a preflight; and a method for OPTIONS may ask for more than a key. */
    private static boolean isAnswerToPreflight(Call call, ContainerRequestContext request, Requirement asked) {
        return call.isAPreflight() && Preflight.is(request) && asked.equals(Requirement.validKey());
    }
}
