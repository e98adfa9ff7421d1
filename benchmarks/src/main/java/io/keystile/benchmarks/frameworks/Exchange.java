package io.keystile.benchmarks.frameworks;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** One call through servlet filters, and the application at their end, which reads the caller's name. */
final class Exchange implements FilterChain {
    final MemoryRequest request;
    final MemoryResponse response = new MemoryResponse();
    private @Nullable String caller;

    Exchange(Call call) {
        this.request = new MemoryRequest(call);
    }

    @Override
    public void doFilter(ServletRequest received, ServletResponse unused) {
        reachedBy(received instanceof HttpServletRequest http ? http.getRemoteUser() : null);
    }

    /** Records the caller with whom the application was reached. */
    void reachedBy(@Nullable String name) {
        if (name == null) {
            throw new IllegalStateException("The application was reached without a caller");
        }
        caller = name;
    }

    /** Returns the caller with whom the application was reached; null if the response is 401. */
    @Nullable
    String outcome() {
        if (caller == null && response.getStatus() != HttpServletResponse.SC_UNAUTHORIZED) {
            throw new IllegalStateException(
                    "The application was not reached, but the status is " + response.getStatus());
        }
        return caller;
    }
}
