package io.keystile.servlet;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A servlet request as the authenticator sees it: nothing is copied but the headers it asks for. */
record ServletAuthRequest(HttpServletRequest request, Requirement requirement) implements AuthRequest {
    @Override
    public @Nullable String peerAddress() {
        return request.getRemoteAddr();
    }

    @Override
    public boolean secure() {
        return request.isSecure();
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> lines = request.getHeaders(name);
        return lines == null || !lines.hasMoreElements() ? List.of() : Collections.list(lines);
    }

    /** Says nothing of the request, which may hold a key. */
    @Override
    public String toString() {
        return "ServletAuthRequest[" + requirement + "]";
    }
}
