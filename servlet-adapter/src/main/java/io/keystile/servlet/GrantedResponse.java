package io.keystile.servlet;

import io.keystile.adapter.HttpHeader;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a granted request. It has the header fields of the quota, also after a reset. If the key was sent in
 * the API-key header, it also has {@code Cache-Control: private} by default. The application does not see this
 * default, and replaces it by setting a Cache-Control of its own.
 */
final class GrantedResponse extends HttpServletResponseWrapper {
    private static final String CACHE_CONTROL = "Cache-Control";

    private final Grant grant;
    private final List<HttpHeader> quota;
    private final boolean privateByDefault;

    GrantedResponse(HttpServletResponse response, Grant grant, List<HttpHeader> quota, boolean privateByDefault) {
        super(response);
        this.grant = grant;
        this.quota = quota;
        this.privateByDefault = privateByDefault;
    }

    /** Sets the fields of the quota, and the default Cache-Control if the response has none; nothing if withdrawn. */
    void setOwnHeaders() {
        if (grant.isWithdrawn()) {
            return;
        }
        for (HttpHeader header : quota) {
            super.setHeader(header.name(), header.value());
        }
        if (privateByDefault && !super.containsHeader(CACHE_CONTROL)) {
            super.setHeader(CACHE_CONTROL, "private");
            grant.applicationOwnsCacheControl(false);
        }
    }

    @Override
    public void reset() {
        super.reset();
        setOwnHeaders();
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        super.setHeader(name, value);
        if (isCacheControl(name)) {
            grant.applicationOwnsCacheControl(true);
            if (value == null) {
                setOwnHeaders();
            }
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (isHidden(name)) {
            setHeader(name, value);
        } else {
            super.addHeader(name, value);
        }
    }

    @Override
    public boolean containsHeader(String name) {
        return !isHidden(name) && super.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return isHidden(name) ? List.of() : super.getHeaders(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return super.getHeaderNames().stream().filter(name -> !isHidden(name)).toList();
    }

    private boolean isHidden(String name) {
        return isCacheControl(name) && !grant.applicationOwnsCacheControl();
    }

    private static boolean isCacheControl(String name) {
        return CACHE_CONTROL.equalsIgnoreCase(name);
    }
}
