package io.keystile.spring.security;

import io.keystile.Decision.Granted;
import io.keystile.servlet.ServletGate;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Sets the key as the caller in the {@code SecurityContext}, at every dispatch, and responds to wrong keys. The
 * context is kept in the request, never in a session. A caller without a key passes.
 */
final class ApiKeyAuthenticationFilter extends GenericFilterBean {
    private final ServletGate gate;
    private final AuthenticationConverter converter;
    private final AuthenticationManager manager;
    private final SecurityContextHolderStrategy contexts;
    private final RequestAttributeSecurityContextRepository repository =
            new RequestAttributeSecurityContextRepository();

    ApiKeyAuthenticationFilter(
            ServletGate gate,
            AuthenticationConverter converter,
            AuthenticationManager manager,
            SecurityContextHolderStrategy contexts) {
        this.gate = gate;
        this.converter = converter;
        this.manager = manager;
        this.contexts = contexts;
        repository.setSecurityContextHolderStrategy(contexts);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        doFilter((HttpServletRequest) request, (HttpServletResponse) response, chain);
    }

    private void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            gate.forgetCaller(request);
        }
        Authentication key;
        try {
            key = keyOf(request);
        } catch (AuthenticationException e) {
            gate.denyCaller(request, response);
            return;
        }
        if (key == null) {
            chain.doFilter(request, response);
            return;
        }
        SecurityContext context = contexts.createEmptyContext();
        context.setAuthentication(key);
        contexts.setContext(context);
        repository.saveContext(context, request, response);
        chain.doFilter(new HiddenCredentialRequest(request), response);
    }

    private @Nullable Authentication keyOf(HttpServletRequest request) {
        Granted granted = gate.grantOf(request);
        if (granted != null) {
            return ApiKeyAuthenticationToken.of(granted.principal());
        }
        Authentication caller = converter.convert(request);
        return caller == null ? null : manager.authenticate(caller);
    }
}
