package io.keystile.servlet;

import io.keystile.Decision.Granted;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A granted request. Its user is the key, and the user's roles are the key's permissions. */
final class AuthenticatedRequest extends HttpServletRequestWrapper {
    private final Granted granted;
    private final Principal user;
    private final Predicate<String> isPermission;
    private final HttpServletResponse response;

    /**
     * Wraps {@code request}. Asynchronous work uses {@code response}.
     *
     * @param isPermission false for the names of roles that no key is in
     */
    AuthenticatedRequest(
            HttpServletRequest request,
            HttpServletResponse response,
            Granted granted,
            Principal user,
            Predicate<String> isPermission) {
        super(request);
        this.granted = granted;
        this.user = user;
        this.isPermission = isPermission;
        this.response = response;
    }

    /** Returns whether {@code request} already has this grant and user, also below wrappers of the application. */
    static boolean isWithin(ServletRequest request, Granted granted, Principal user) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof AuthenticatedRequest authenticated
                    && authenticated.granted.equals(granted)
                    && authenticated.user.equals(user)) {
                return true;
            }
            inner = wrapper.getRequest();
        }
        return false;
    }

    @Override
    public Principal getUserPrincipal() {
        return user;
    }

    @Override
    public String getRemoteUser() {
        return granted.principal().keyId().value();
    }

    /** Returns whether the key has this permission; false for {@code *}, as the servlet specification requires. */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return role != null
                && !role.equals("*")
                && isPermission.test(role)
                && granted.principal().hasPermission(role);
    }

    @Override
    public String getAuthType() {
        return granted.source().scheme();
    }

    @Override
    public boolean authenticate(HttpServletResponse unused) {
        return true;
    }

    @Override
    public void login(String username, String password) throws ServletException {
        throw new ServletException("The request is already authenticated by its API key");
    }

    @Override
    public void logout() throws ServletException {
        throw new ServletException("An API key has no session to end; revoke the key instead");
    }

    @Override
    public @Nullable AsyncContext startAsync() {
        return withThisRequest(super.startAsync());
    }

    @Override
    public @Nullable AsyncContext getAsyncContext() {
        AsyncContext context = super.getAsyncContext();
        return context == null || !context.hasOriginalRequestAndResponse() ? context : withThisRequest(context);
    }

    /** Wraps a context. A container has one or throws; a request that a test has made up may return null. */
    private @Nullable AsyncContext withThisRequest(@Nullable AsyncContext context) {
        return context == null ? null : new AuthenticatedAsyncContext(context, this, response);
    }
}
