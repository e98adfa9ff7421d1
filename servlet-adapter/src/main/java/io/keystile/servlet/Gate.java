package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.Requirement;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestGrant;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets dispatches through, or answers them. Thread-safe. */
final class Gate {
    private final ApiKeyAuthenticator authenticator;
    private final Routes routes;
    private final HttpResponses answers;
    private final String grantAttribute;

    Gate(ApiKeyAuthenticator authenticator, Routes routes, HttpResponses answers) {
        this.authenticator = authenticator;
        this.routes = routes;
        this.answers = answers;
        this.grantAttribute = RequestGrant.attribute(authenticator);
    }

    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Requirement requirement = requirementOf(request);
        Grant earlier = Grant.of(request, grantAttribute, authenticator);
        if (earlier != null) {
            passAgain(earlier, requirement, request, response, chain);
        } else if (requirement == null) {
            chain.doFilter(request, response);
        } else {
            Decision decision = authenticator.decide(new ServletAuthRequest(request, requirement));
            if (decision instanceof Granted granted) {
                proceed(Grant.remember(request, grantAttribute, authenticator, granted), request, response, chain);
            } else if (decision instanceof Denied denied) {
                deny(denied, request, response);
            }
        }
    }

    private void passAgain(
            Grant earlier,
            @Nullable Requirement requirement,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Decision decision = earlier.granted();
        // An error page belongs to the resource that was granted.
        if (requirement != null && request.getDispatcherType() != DispatcherType.ERROR) {
            decision = authenticator.reauthorize(earlier.granted(), new ServletAuthRequest(request, requirement));
        }
        if (decision instanceof Denied denied) {
            deny(denied, request, response);
        } else {
            proceed(earlier, request, response, chain);
        }
    }

    private @Nullable Requirement requirementOf(HttpServletRequest request) {
        String path = DispatchPath.of(request);
        if (path != null && routes.allowsCorsPreflight() && isCorsPreflight(request)) {
            return null;
        }
        return routes.requirementOf(request.getMethod(), path);
    }

    private static boolean isCorsPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    private void deny(Denied denied, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // The answer is the including page's, which can do without this part.
        if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            DenialWriter.write(
                    answers.denial(denied), response, !request.getMethod().equals("HEAD"));
        }
    }

    private void proceed(Grant grant, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Granted granted = grant.granted();
        DispatcherType type = request.getDispatcherType();
        boolean identified = AuthenticatedRequest.isWithin(request, granted);
        HttpServletResponse answer = response;
        if (type != DispatcherType.INCLUDE && !(identified && type == DispatcherType.FORWARD)) {
            GrantedResponse announced =
                    new GrantedResponse(response, grant, answers.quota(granted), answers.isPrivateUnlessSaid(granted));
            announced.announce();
            answer = announced;
        }
        chain.doFilter(identified ? request : new AuthenticatedRequest(request, answer, granted), answer);
    }
}
