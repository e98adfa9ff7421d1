package io.keystile.jaxrs;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticationResult;
import io.keystile.AuthenticationResult.Authenticated;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestGrant;
import io.keystile.net.Transport;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Objects;

/** Authenticates and authorizes calls for the filters, and writes denials. Thread-safe. */
final class Gate {
    private static final String CACHE_CONTROL = "Cache-Control";

    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses responses;
    private final String grantProperty;

    Gate(ApiKeyAuthenticator authenticator, HttpResponses responses) {
        this.authenticator = authenticator;
        this.responses = responses;
        this.grantProperty = RequestGrant.attribute(authenticator);
    }

    /**
     * Adopts the grant of another adapter or of the resource that forwarded the request. Returns false if there is
     * none.
     */
    boolean wasGrantedEarlier(Call call, ContainerRequestContext request) {
        Granted earlier = RequestGrant.by(authenticator, request.getProperty(grantProperty));
        if (earlier == null) {
            return false;
        }
        call.grantedEarlier(earlier);
        boolean encrypted = authenticator
                        .originOf(JaxRsRequest.of(request, Requirement.validKey()))
                        .transport()
                == Transport.ENCRYPTED;
        request.setSecurityContext(new KeySecurityContext(earlier.principal(), earlier.source(), encrypted));
        return true;
    }

    /** Authenticates a call before its requirement is known, and aborts the request if it has no valid key. */
    void authenticate(Call call, ContainerRequestContext request) {
        authenticated(authenticator.authenticate(JaxRsRequest.of(request, Requirement.validKey())), call, request);
    }

    private void authenticated(AuthenticationResult caller, Call call, ContainerRequestContext request) {
        call.authenticated(caller);
        if (caller instanceof Authenticated key) {
            request.setSecurityContext(new KeySecurityContext(key.principal(), key.source(), key.encrypted()));
        } else {
            authorize(call, request, Requirement.validKey());
        }
    }

    /** Decides on a call whose key is optional: one without a key passes. Call it before authentication only. */
    void authorizeIfSent(Call call, ContainerRequestContext request, Requirement requirement) {
        AuthenticationResult caller = authenticator.authenticate(JaxRsRequest.of(request, requirement));
        if (caller.isWithoutKey()) {
            call.settled();
            return;
        }
        authenticated(caller, call, request);
        authorize(call, request, requirement);
    }

    /** Decides on a call with this requirement, and aborts the request if it is denied. */
    void authorize(Call call, ContainerRequestContext request, Requirement requirement) {
        if (call.isAnonymous()) {
            authenticate(call, request);
        }
        if (isUndecided(call) && decide(call, request, requirement) instanceof Denied denied) {
            request.abortWith(DenialResponses.response(responses.denial(denied)));
        }
    }

    /**
     * Completes a response. A call that matched no resource is decided here, and its response is replaced if it is
     * denied.
     */
    void complete(Call call, ContainerRequestContext request, ContainerResponseContext response) {
        if (call.state() == Call.State.NEW) {
            call.authenticated(authenticator.authenticate(JaxRsRequest.of(request, Requirement.validKey())));
        }
        if (isUndecided(call) && decide(call, request, Requirement.validKey()) instanceof Denied denied) {
            DenialResponses.replace(response, responses.denial(denied));
        }
        Granted granted = call.granted();
        if (call.state() == Call.State.GRANTED && granted != null) {
            addHeaders(granted, response);
        }
    }

    private static boolean isUndecided(Call call) {
        return call.state() == Call.State.AUTHENTICATED || call.state() == Call.State.GRANTED_EARLIER;
    }

    private Decision decide(Call call, ContainerRequestContext request, Requirement requirement) {
        Granted earlier = call.granted();
        AuthenticationResult caller = call.caller();
        Decision decision = caller == null
                ? authenticator.reauthorize(Objects.requireNonNull(earlier), JaxRsRequest.of(request, requirement))
                : authenticator.authorize(caller, requirement);
        if (caller != null && decision instanceof Granted granted) {
            request.setProperty(grantProperty, RequestGrant.of(authenticator, granted));
        }
        // Another adapter adds the quota of its own grants to the response.
        if (decision instanceof Granted granted && (caller != null || call.isForwarded())) {
            call.granted(granted);
        } else {
            call.settled();
        }
        return decision;
    }

    private void addHeaders(Granted granted, ContainerResponseContext response) {
        for (HttpHeader header : responses.quota(granted)) {
            response.getHeaders().putSingle(header.name(), header.value());
        }
        if (responses.isPrivateByDefault(granted) && !response.getHeaders().containsKey(CACHE_CONTROL)) {
            response.getHeaders().putSingle(CACHE_CONTROL, "private");
        }
    }
}
