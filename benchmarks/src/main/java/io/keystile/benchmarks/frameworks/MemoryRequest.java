package io.keystile.benchmarks.frameworks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code GET /api/flows} over TLS with one header, as a container presents it. For one thread and one call.
 *
 * <p>Methods that are not overridden here throw {@link UnsupportedOperationException}, so a framework that needs one
 * fails visibly.
 */
final class MemoryRequest extends HttpServletRequestWrapper {
    private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";
    private static final String PATH = "/api/flows";
    private static final String AUTHORIZATION = "Authorization";
    private static final HttpServletRequest UNSUPPORTED = Unsupported.proxy(HttpServletRequest.class);

    private final Call call;
    private final Map<String, Object> attributes = new HashMap<>();

    MemoryRequest(Call call) {
        super(UNSUPPORTED);
        this.call = call;
        attributes.put(CIPHER_SUITE, "TLS_AES_128_GCM_SHA256");
    }

    @Override
    public @Nullable String getHeader(String name) {
        return name.equalsIgnoreCase(AUTHORIZATION) ? call.authorization() : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return name.equalsIgnoreCase(AUTHORIZATION)
                ? Collections.enumeration(List.of(call.authorization()))
                : Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(List.of(AUTHORIZATION));
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public String getRemoteAddr() {
        return call.peerAddress();
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public String getScheme() {
        return "https";
    }

    @Override
    public String getServerName() {
        return "localhost";
    }

    @Override
    public int getServerPort() {
        return 443;
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getRequestURI() {
        return PATH;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer("https://localhost").append(PATH);
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return PATH;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public @Nullable String getParameter(String name) {
        return null;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        if (create) {
            throw new UnsupportedOperationException("No session may be created");
        }
        return null;
    }

    @Override
    public @Nullable HttpSession getSession() {
        return getSession(true);
    }

    @Override
    public @Nullable String getRemoteUser() {
        return null;
    }
}
