package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.AuthenticationResult;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestGrant;
import io.keystile.adapter.Routes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides on each dispatch of a request: passes it on, or responds with a denial. Thread-safe. */
final class Gate {
    private final ApiKeyAuthenticator authenticator;
    private final Routes routes;
    private final HttpResponses responses;
    private final String grantAttribute;

    Gate(ApiKeyAuthenticator authenticator, Routes routes, HttpResponses responses) {
        this.authenticator = authenticator;
        this.routes = routes;
        this.responses = responses;
        this.grantAttribute = RequestGrant.attribute(authenticator);
    }

    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = DispatchPath.of(request);
        Requirement requirement = requirementOf(request, path);
        Grant earlier = Grant.of(request, grantAttribute, authenticator);
        if (earlier != null) {
            passWithEarlierGrant(earlier, requirement, request, response, chain);
        } else if (requirement == null) {
            chain.doFilter(request, response);
        } else {
            boolean keyOptional = routes.isKeyOptional(methodOf(request), path);
            decide(new ServletAuthRequest(request, requirement), keyOptional, response, chain);
        }
    }

    private void decide(ServletAuthRequest asked, boolean keyOptional, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = asked.request();
        Decision decision;
        if (keyOptional) {
            AuthenticationResult caller = authenticator.authenticate(asked);
            if (caller.isWithoutKey()) {
                chain.doFilter(request, response);
                return;
            }
            decision = authenticator.authorize(caller, asked.requirement());
        } else {
            decision = authenticator.decide(asked);
        }
        if (decision instanceof Granted granted) {
            proceed(Grant.remember(request, grantAttribute, authenticator, granted), request, response, chain);
        } else if (decision instanceof Denied denied) {
            deny(denied, request, response);
        }
    }

    private void passWithEarlierGrant(
            Grant earlier,
            @Nullable Requirement requirement,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Decision decision = decideAgain(earlier.granted(), requirement, request);
        if (decision instanceof Denied denied) {
            deny(denied, request, response);
        } else {
            proceed(earlier, request, response, chain);
        }
    }

    private Decision decideAgain(Granted earlier, @Nullable Requirement requirement, HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        if (type == DispatcherType.ASYNC) {
            // The key may have been revoked while the request waited. An open page would see the principal, too.
            Requirement further = requirement == null ? Requirement.validKey() : requirement;
            return authenticator.recheck(earlier, new ServletAuthRequest(request, further));
        }
        // An error page needs no further permission, because it belongs to the granted resource.
        return requirement == null || type == DispatcherType.ERROR
                ? earlier
                : authenticator.reauthorize(earlier, new ServletAuthRequest(request, requirement));
    }

    private @Nullable Requirement requirementOf(HttpServletRequest request, @Nullable String path) {
        String method = methodOf(request);
        return routes.isOpen(method, path, request::getHeader) ? null : routes.requirementOf(method, path);
    }

    /** Returns the method. A request that a test has made up may have none. */
    private static String methodOf(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getMethod(), "");
    }

    private void deny(Denied denied, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // During an include the response belongs to the including page, which is shown without the denied part.
        if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            DenialWriter.write(
                    responses.denial(denied), response, !methodOf(request).equals("HEAD"));
        }
    }

    private void proceed(Grant grant, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Granted granted = grant.granted();
        DispatcherType type = request.getDispatcherType();
        boolean alreadyWrapped = AuthenticatedRequest.isWithin(request, granted);
        HttpServletResponse grantedResponse = response;
        if (type != DispatcherType.INCLUDE && !(alreadyWrapped && type == DispatcherType.FORWARD)) {
            GrantedResponse withHeaders = new GrantedResponse(
                    response, grant, responses.quota(granted), responses.isPrivateByDefault(granted));
            withHeaders.setOwnHeaders();
            grantedResponse = withHeaders;
        }
        chain.doFilter(
                alreadyWrapped ? request : new AuthenticatedRequest(request, grantedResponse, granted),
                grantedResponse);
    }
}
