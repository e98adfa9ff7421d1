package io.keystile.benchmarks.frameworks;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** One call through servlet filters, and the application at their end, which asks who is calling. */
final class Exchange implements FilterChain {
    final MemoryRequest request;
    final MemoryResponse response = new MemoryResponse();
    private @Nullable String caller;

    Exchange(Call call) {
        this.request = new MemoryRequest(call);
    }

    @Override
    public void doFilter(ServletRequest asked, ServletResponse answer) {
        reachedBy(asked instanceof HttpServletRequest http ? http.getRemoteUser() : null);
    }

    /** Takes note of who reached the application. */
    void reachedBy(@Nullable String name) {
        if (name == null) {
            throw new IllegalStateException("The application was reached by nobody");
        }
        caller = name;
    }

    /** Returns who reached the application; null if the call was answered with 401. */
    @Nullable
    String outcome() {
        if (caller == null && response.getStatus() != HttpServletResponse.SC_UNAUTHORIZED) {
            throw new IllegalStateException(
                    "Nobody reached the application, but the answer is " + response.getStatus());
        }
        return caller;
    }
}
