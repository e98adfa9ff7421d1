package io.keystile.jaxrs;

import io.keystile.Requirement;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for what the matched method asks for, and counts the call. */
final class PermissionFilter implements ContainerRequestFilter {
    private final Gate gate;
    private final ResourceRules rules;

    @Context
    private @Nullable ResourceInfo matched;

    PermissionFilter(Gate gate, ResourceRules rules) {
        this.gate = gate;
        this.rules = rules;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Call call = Objects.requireNonNull(Call.of(request), "The key filter has not seen this request");
        if (!call.isUndecided()) {
            return;
        }
        ResourceInfo resource = Objects.requireNonNull(matched);
        Optional<Requirement> asked = rules.of(resource.getResourceClass(), resource.getResourceMethod());
        if (asked.isEmpty() && call.isMaybePublic()) {
            call.settled();
        } else {
            gate.pass(call, request, asked.orElse(Requirement.validKey()));
        }
    }
}
