package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthenticationResult;
import io.keystile.AuthenticationResult.Rejected;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.adapter.HttpHeader;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.RequestGrant;
import io.keystile.adapter.Routes;
import io.keystile.model.Permission;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@link ApiKeyFilter}, for an adapter of a framework that has a chain of filters of its own.
 * Applications use the filter.
 *
 * <p>An adapter calls {@link #callerOf} where the framework identifies the caller, and {@link #pass} after the
 * framework has authorized the call, so that a call that the framework denies takes nothing from its key's limits. If
 * the framework denies a call later, the adapter calls {@link #refund} and {@link #denyPermission}. Thread-safe.
 */
public final class ServletGate {
    private final ApiKeyAuthenticator authenticator;
    private final Routes routes;
    private final HttpResponses responses;
    private final @Nullable Function<Granted, ? extends Principal> users;
    private final Predicate<String> isPermission;
    private final String grantAttribute;
    private final String callerAttribute;

    /** The gate of {@link ApiKeyFilter}: the user of a request is the {@link ApiKeyPrincipal}. */
    ServletGate(ApiKeyAuthenticator authenticator, Routes routes, HttpResponses responses) {
        this(authenticator, routes, responses, null, role -> true, "");
    }

    /**
     * Creates a gate behind a framework's own filters.
     *
     * @param users returns the user principal of a granted request, by which the framework knows the caller
     * @param isPermission returns whether a role, as {@code isUserInRole} receives it, is a permission; a key is in no
     *     other role
     */
    public ServletGate(
            ApiKeyAuthenticator authenticator,
            Routes routes,
            HttpResponses responses,
            Function<Granted, ? extends Principal> users,
            Predicate<String> isPermission) {
        this(authenticator, routes, responses, users, isPermission, RequestGrant.attribute(authenticator) + ".caller");
    }

    private ServletGate(
            ApiKeyAuthenticator authenticator,
            Routes routes,
            HttpResponses responses,
            @Nullable Function<Granted, ? extends Principal> users,
            Predicate<String> isPermission,
            String callerAttribute) {
        this.authenticator = authenticator;
        this.routes = routes;
        this.responses = responses;
        this.users = users;
        this.isPermission = isPermission;
        this.grantAttribute = RequestGrant.attribute(authenticator);
        this.callerAttribute = callerAttribute;
    }

    /** Returns the request's grant, by this gate or another adapter with the same authenticator; null if none. */
    public @Nullable Granted grantOf(HttpServletRequest request) {
        return RequestGrant.by(authenticator, request.getAttribute(grantAttribute));
    }

    /** Returns whether the routes open the path of this dispatch, so that no key is read. */
    public boolean isOpen(HttpServletRequest request) {
        return routes.isOpen(methodOf(request), DispatchPath.of(request), request::getHeader);
    }

    /** Returns the caller. Its key is verified once for a request, until {@link #forgetCaller}. */
    public AuthenticationResult callerOf(HttpServletRequest request) {
        if (request.getAttribute(callerAttribute) instanceof VerifiedCaller verified && verified.by == authenticator) {
            return verified.caller;
        }
        AuthenticationResult caller =
                authenticator.authenticate(new ServletAuthRequest(request, Requirement.validKey()));
        request.setAttribute(callerAttribute, new VerifiedCaller(authenticator, caller));
        return caller;
    }

    /** A caller, and who verified it: the names of attributes of two authenticators may be equal. */
    private record VerifiedCaller(ApiKeyAuthenticator by, AuthenticationResult caller) {}

    /** Makes {@link #callerOf} verify the key again. Its key may be revoked while a request waits for a dispatch. */
    public void forgetCaller(HttpServletRequest request) {
        request.removeAttribute(callerAttribute);
    }

    /**
     * Decides on a dispatch by the routes, takes the cost from the key's limits unless the request was granted before,
     * and passes the request on with the key as its user; or responds with a denial.
     */
    public void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
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
        if (users != null || keyOptional) {
            AuthenticationResult caller = users == null ? authenticator.authenticate(asked) : callerOf(request);
            if (keyOptional && caller.isWithoutKey()) {
                chain.doFilter(request, response);
                return;
            }
            decision = users == null
                    ? authenticator.authorize(caller, asked.requirement())
                    : authenticator.authorizeRefundably(caller, asked.requirement());
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

    /**
     * Responds to a request whose caller is {@link Rejected}. A caller with a valid key is answered like one without:
     * the framework asks for another credential, or the routes open the path, so that no key counts there.
     */
    public void denyCaller(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isOpen(request)
                && callerOf(request) instanceof Rejected caller
                && authenticator.authorize(caller, Requirement.validKey()) instanceof Denied denied) {
            deny(denied, request, response);
        } else {
            UUID instance = UUID.randomUUID();
            deny(new Denied(DenialReason.NO_CREDENTIAL, instance, null, false, List.of(), 0, null), request, response);
        }
    }

    /**
     * Responds to a request for which the framework has found a permission missing, and gives its cost back.
     *
     * @param required the permissions that the call requires, as far as they are known
     */
    public void denyPermission(
            ApiKeyPrincipal caller, List<Permission> required, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Requirement requirement = Requirement.ofAll(required);
        Denied denied = authenticator.denyPermission(caller, new ServletAuthRequest(request, requirement));
        Granted granted = grantOf(request);
        refund(request);
        Set<String> quota = granted == null
                ? Set.of()
                : responses.quota(granted).stream().map(HttpHeader::name).collect(Collectors.toSet());
        deny(denied, quota, request, response);
    }

    /**
     * Gives the cost of a granted request back, because the framework denies it after all. Works once. Does nothing for
     * an included part of a page: the page itself is delivered.
     */
    public void refund(HttpServletRequest request) {
        Grant grant = Grant.of(request, grantAttribute, authenticator);
        if (grant != null && request.getDispatcherType() != DispatcherType.INCLUDE) {
            grant.withdraw();
        }
    }

    private void deny(Denied denied, HttpServletRequest request, HttpServletResponse response) throws IOException {
        deny(denied, Set.of(), request, response);
    }

    private void deny(Denied denied, Set<String> dropped, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // During an include the response belongs to the including page, which is shown without the denied part.
        if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            DenialWriter.write(
                    responses.denial(denied),
                    response,
                    dropped,
                    !methodOf(request).equals("HEAD"));
        }
    }

    private void proceed(Grant grant, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Granted granted = grant.granted();
        Principal user = users == null ? granted.principal() : users.apply(granted);
        DispatcherType type = request.getDispatcherType();
        boolean alreadyWrapped = AuthenticatedRequest.isWithin(request, granted, user);
        HttpServletResponse grantedResponse = response;
        if (type != DispatcherType.INCLUDE && !(alreadyWrapped && type == DispatcherType.FORWARD)) {
            GrantedResponse withHeaders = new GrantedResponse(
                    response, grant, responses.quota(granted), responses.isPrivateByDefault(granted));
            withHeaders.setOwnHeaders();
            grantedResponse = withHeaders;
        }
        // A framework wraps the request anew at each dispatch, and its wrapper reports its own roles.
        chain.doFilter(
                alreadyWrapped && users == null
                        ? request
                        : new AuthenticatedRequest(request, grantedResponse, granted, user, isPermission),
                grantedResponse);
    }
}
