package io.keystile.servlet;

import io.keystile.ApiKeyPrincipal;
import io.keystile.Decision.Granted;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A granted request, which knows its key: its permissions are the roles of the user. */
final class AuthenticatedRequest extends HttpServletRequestWrapper {
    private final Granted granted;
    private final HttpServletResponse response;

    /** Makes {@code request} know its key; {@code response} is what asynchronous work is to answer with. */
    AuthenticatedRequest(HttpServletRequest request, HttpServletResponse response, Granted granted) {
        super(request);
        this.granted = granted;
        this.response = response;
    }

    /** Tells whether {@code request} knows this grant already, under whatever the application has wrapped around it. */
    static boolean isWithin(ServletRequest request, Granted granted) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof AuthenticatedRequest known && known.granted.equals(granted)) {
                return true;
            }
            inner = wrapper.getRequest();
        }
        return false;
    }

    @Override
    public ApiKeyPrincipal getUserPrincipal() {
        return granted.principal();
    }

    @Override
    public String getRemoteUser() {
        return granted.principal().keyId().value();
    }

    /** Tells whether the key has this permission; never for {@code *}, as the servlet specification demands. */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return role != null && !role.equals("*") && granted.principal().hasPermission(role);
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
        throw new ServletException("The request is authenticated by its API key already");
    }

    @Override
    public void logout() throws ServletException {
        throw new ServletException("An API key has no session that could end; revoke the key instead");
    }

    @Override
    public AsyncContext startAsync() {
        return new IdentifiedAsyncContext(super.startAsync(), this, response);
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext context = super.getAsyncContext();
        return context.hasOriginalRequestAndResponse() ? new IdentifiedAsyncContext(context, this, response) : context;
    }
}
