package io.keystile.servlet;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import io.keystile.adapter.AddressRewriter;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A servlet request as input of the authenticator. It copies only the header lines that the authenticator reads. */
record ServletAuthRequest(HttpServletRequest request, Requirement requirement) implements AuthRequest {
    private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";

    @Override
    public @Nullable String peerAddress() {
        return request.getRemoteAddr();
    }

    /** Recognizes Tomcat by its attribute, and Spring's filter, which hides the headers, by its wrapper. */
    @Override
    public @Nullable String addressRewriter() {
        for (ServletRequest at = request; at instanceof ServletRequestWrapper wrapper; at = wrapper.getRequest()) {
            String rewriter = AddressRewriter.ofWrapper(at.getClass());
            if (rewriter != null) {
                return rewriter;
            }
        }
        return AddressRewriter.in(request::getAttribute);
    }

    /**
     * Returns whether the connection is encrypted. This requires the cipher suite, which a container sets for every
     * encrypted connection (Servlet 6.0, "SSL Attributes"). {@code isSecure} alone is not enough: some containers
     * derive it from the request's target, {@code POST https://… HTTP/1.1}, which any client can write.
     */
    @Override
    public boolean secure() {
        return request.isSecure() && request.getAttribute(CIPHER_SUITE) != null;
    }

    @Override
    public @Nullable String method() {
        return request.getMethod();
    }

    @Override
    public @Nullable String path() {
        return request.getRequestURI();
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> lines = request.getHeaders(name);
        if (lines == null || !lines.hasMoreElements()) {
            return List.of();
        }
        String first = lines.nextElement();
        if (!lines.hasMoreElements()) {
            return List.of(first);
        }
        List<String> all = new ArrayList<>(List.of(first));
        lines.asIterator().forEachRemaining(all::add);
        return all;
    }

    /** Omits the request, which may contain a key. */
    @Override
    public String toString() {
        return "ServletAuthRequest[" + requirement + "]";
    }
}
