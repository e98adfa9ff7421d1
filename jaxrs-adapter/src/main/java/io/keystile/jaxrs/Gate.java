package io.keystile.jaxrs;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Identification;
import io.keystile.Requirement;
import io.keystile.adapter.HttpAnswers;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.RequestGrant;
import io.keystile.net.Transport;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Objects;

/** Lets calls through, or answers them, at each of the points where JAX-RS asks. Thread-safe. */
final class Gate {
    private static final String CACHE_CONTROL = "Cache-Control";

    private final ApiKeyAuthenticator authenticator;
    private final HttpAnswers answers;
    private final String grantProperty;

    Gate(ApiKeyAuthenticator authenticator, HttpAnswers answers) {
        this.authenticator = authenticator;
        this.answers = answers;
        this.grantProperty = RequestGrant.attribute(authenticator);
    }

    /** Takes over what another adapter, or the resource that has forwarded the request, was granted; false if none was. */
    boolean wasPassedBefore(Call call, ContainerRequestContext request) {
        Granted before = RequestGrant.by(authenticator, request.getProperty(grantProperty));
        if (before == null) {
            return false;
        }
        call.grantedBefore(before);
        boolean encrypted = authenticator
                        .originOf(JaxRsRequest.of(request, Requirement.validKey()))
                        .transport()
                == Transport.ENCRYPTED;
        request.setSecurityContext(new KeySecurityContext(before.principal(), before.source(), encrypted));
        return true;
    }

    /** Asks for a valid key before it is known what the call asks for. */
    void identify(Call call, ContainerRequestContext request) {
        Identification caller = callerOf(call, request);
        if (caller.principal() == null) {
            pass(call, request, Requirement.validKey());
        } else {
            introduce(caller, request);
        }
    }

    /** Decides on a call that asks for {@code requirement}. */
    void pass(Call call, ContainerRequestContext request, Requirement requirement) {
        boolean known = call.caller() != null || call.before() != null;
        Decision decision = decide(call, request, requirement);
        if (decision instanceof Denied denied) {
            request.abortWith(Denials.response(answers.denial(denied)));
        } else if (!known) {
            introduce(callerOf(call, request), request);
        }
    }

    /** Completes an answer; also one to a call that led nowhere, on which nobody has decided. */
    void complete(Call call, ContainerRequestContext request, ContainerResponseContext response) {
        if (call.isUndecided()
                && !call.isPreflight()
                && decide(call, request, Requirement.validKey()) instanceof Denied denied) {
            Denials.replace(response, answers.denial(denied));
        }
        Granted granted = call.granted();
        if (granted != null) {
            announce(granted, response);
        }
    }

    private Decision decide(Call call, ContainerRequestContext request, Requirement requirement) {
        Granted before = call.before();
        Decision decision = before != null
                ? authenticator.authorize(before, JaxRsRequest.of(request, requirement))
                : authenticator.authorize(callerOf(call, request), requirement);
        if (before == null && decision instanceof Granted granted) {
            request.setProperty(grantProperty, RequestGrant.of(authenticator, granted));
        }
        // Another adapter announces by itself what it has granted.
        if (decision instanceof Granted granted && (before == null || call.isForwarded())) {
            call.granted(granted);
        } else {
            call.settled();
        }
        return decision;
    }

    private Identification callerOf(Call call, ContainerRequestContext request) {
        Identification known = call.caller();
        if (known != null) {
            return known;
        }
        Identification caller = authenticator.identify(JaxRsRequest.of(request, Requirement.validKey()));
        call.identified(caller);
        return caller;
    }

    private static void introduce(Identification caller, ContainerRequestContext request) {
        ApiKeyPrincipal principal = Objects.requireNonNull(caller.principal());
        request.setSecurityContext(new KeySecurityContext(principal, caller.source(), caller.encrypted()));
    }

    private void announce(Granted granted, ContainerResponseContext response) {
        for (HttpHeader header : answers.quota(granted)) {
            response.getHeaders().putSingle(header.name(), header.value());
        }
        if (answers.isPrivateUnlessSaid(granted) && !response.getHeaders().containsKey(CACHE_CONTROL)) {
            response.getHeaders().putSingle(CACHE_CONTROL, "private");
        }
    }
}
