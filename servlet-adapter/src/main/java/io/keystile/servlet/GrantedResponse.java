package io.keystile.servlet;

import io.keystile.adapter.HttpHeader;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a granted request: it tells what is left of the limits, also after a reset, and has a {@code
 * Cache-Control: private} that the application does not see and that whatever it says itself replaces.
 */
final class GrantedResponse extends HttpServletResponseWrapper {
    private static final String CACHE_CONTROL = "Cache-Control";

    private final Grant grant;
    private final List<HttpHeader> quota;
    private final boolean privateUnlessSaid;

    GrantedResponse(HttpServletResponse response, Grant grant, List<HttpHeader> quota, boolean privateUnlessSaid) {
        super(response);
        this.grant = grant;
        this.quota = quota;
        this.privateUnlessSaid = privateUnlessSaid;
    }

    /** Sets what is ours, where it is not set already. */
    void announce() {
        for (HttpHeader header : quota) {
            super.setHeader(header.name(), header.value());
        }
        if (privateUnlessSaid && !super.containsHeader(CACHE_CONTROL)) {
            super.setHeader(CACHE_CONTROL, "private");
            grant.cacheControlSaid(false);
        }
    }

    @Override
    public void reset() {
        super.reset();
        announce();
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        super.setHeader(name, value);
        if (isCacheControl(name)) {
            grant.cacheControlSaid(true);
            if (value == null) {
                announce();
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
        return isCacheControl(name) && !grant.cacheControlSaid();
    }

    private static boolean isCacheControl(String name) {
        return CACHE_CONTROL.equalsIgnoreCase(name);
    }
}
