package io.keystile.jaxrs;

import io.keystile.Requirement;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for what the matched method asks for, and counts the call. */
final class PermissionFilter implements ContainerRequestFilter {
    private final Gate gate;
    private final ResourceRules rules;
    private final PublicPaths publicPaths;
    private final LocatorRules locators = new LocatorRules();

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
        Optional<Requirement> ofMethod = rules.of(resource.getResourceClass(), resource.getResourceMethod());
        List<Class<?>> locating = typesThatLocated(request.getUriInfo());
        if (ofMethod.isEmpty() && locating.isEmpty() && isPublicHere(call, request)) {
            call.settled();
            return;
        }
        Requirement asked = locators.through(locating, ofMethod.orElse(Requirement.validKey()));
        if (isAnswerToPreflight(call, request, asked)) {
            call.settled();
        } else {
            gate.authorize(call, request, asked);
        }
    }

    /** The first of what was matched is what the method belongs to; each other has located the one before. */
    private static List<Class<?>> typesThatLocated(UriInfo uri) {
        return uri.getMatchedResources().stream()
                .skip(1)
                .<Class<?>>map(resource -> resource instanceof Class<?> type ? type : resource.getClass())
                .toList();
    }

    /** Looked at once more: the path may be another than the first filter saw. */
    private boolean isPublicHere(Call call, ContainerRequestContext request) {
        return call.caller() == null && publicPaths.mayContain(request.getUriInfo());
    }

    /** The method may be another than the first filter saw; and one for OPTIONS may ask for more than a key. */
    private static boolean isAnswerToPreflight(Call call, ContainerRequestContext request, Requirement asked) {
        return call.state() == Call.State.PREFLIGHT && Preflight.is(request) && asked.equals(Requirement.validKey());
    }
}
