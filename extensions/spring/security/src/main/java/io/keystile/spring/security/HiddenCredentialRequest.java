package io.keystile.spring.security;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.WebUtils;

/**
 * The request of a caller with a key, whose {@code Authorization} is hidden from the other filters of the chain. They
 * would take the key for a JWT and deny it, or replace the caller with the user of another credential.
 */
final class HiddenCredentialRequest extends HttpServletRequestWrapper {
    private boolean hidden = true;

    HiddenCredentialRequest(HttpServletRequest request) {
        super(request);
    }

    /** Shows the header to the application again. */
    static void reveal(ServletRequest request) {
        HiddenCredentialRequest hiding = WebUtils.getNativeRequest(request, HiddenCredentialRequest.class);
        if (hiding != null) {
            hiding.hidden = false;
        }
    }

    private boolean isHidden(String name) {
        return hidden && HttpHeaders.AUTHORIZATION.equalsIgnoreCase(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isHidden(name))
                .toList());
    }
}
