package io.keystile.spring.security;

import io.keystile.AuthenticationResult;
import io.keystile.servlet.ServletGate;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Finds the callers that brought a key, right or wrong. It returns null for all others: they may have another
 * credential, which other filters read. Only the authenticator can tell them apart, so it verifies the key here, once
 * per request.
 */
final class ApiKeyAuthenticationConverter implements AuthenticationConverter, RequestMatcher {
    private final ServletGate gate;

    ApiKeyAuthenticationConverter(ServletGate gate) {
        this.gate = gate;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        if (gate.isOpen(request)) {
            return null;
        }
        AuthenticationResult caller = gate.callerOf(request);
        return caller.isWithoutKey() ? null : new VerifiedCaller(caller);
    }

    /** Returns whether the request brought a key, right or wrong, to a path that is not open. */
    @Override
    public boolean matches(HttpServletRequest request) {
        return convert(request) != null;
    }
}
