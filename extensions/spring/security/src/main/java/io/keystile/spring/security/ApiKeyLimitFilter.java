package io.keystile.spring.security;

import io.keystile.servlet.ServletGate;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Takes the cost of a call from its key's limits, after the chain has authorized it, and gives it back if the
 * application denies the call.
 */
final class ApiKeyLimitFilter extends GenericFilterBean {
    private final ServletGate gate;

    ApiKeyLimitFilter(ServletGate gate) {
        this.gate = gate;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HiddenCredentialRequest.reveal(http);
        try {
            gate.pass(http, (HttpServletResponse) response, chain);
        } catch (IOException | ServletException | RuntimeException e) {
            // What is committed was delivered, and counts.
            if (isAccessDenied(e) && !response.isCommitted()) {
                gate.refund(http);
            }
            throw e;
        }
    }

    /** Returns whether a denial is among the causes. A dispatcher servlet wraps the exceptions of controllers. */
    private static boolean isAccessDenied(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof AccessDeniedException) {
                return true;
            }
        }
        return false;
    }
}
