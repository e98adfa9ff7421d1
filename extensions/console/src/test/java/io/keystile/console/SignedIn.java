package io.keystile.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Signs every request in as one of {@link TestUsers}, since a page cannot set the header that they are known by. */
final class SignedIn extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final String user;

    SignedIn(String user) {
        this.user = user;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public Enumeration<String> getHeaders(String name) {
                        return name.equals(TestUsers.HEADER)
                                ? Collections.enumeration(List.of(user))
                                : super.getHeaders(name);
                    }
                },
                response);
    }
}
