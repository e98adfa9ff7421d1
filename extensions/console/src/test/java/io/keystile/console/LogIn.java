package io.keystile.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.security.Principal;

/** An application's log-in that lets a member of {@code acme} in. */
final class LogIn extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private record Mia() implements ConsoleSnippets.Member {
        @Override
        public String getName() {
            return "mia@acme.example";
        }

        @Override
        public String customer() {
            return "acme";
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public Principal getUserPrincipal() {
                        return new Mia();
                    }
                },
                response);
    }
}
