package io.keystile.jaxrs;

import io.keystile.ApiKeyPrincipal;
import io.keystile.CredentialSource;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** The security context of a granted request. Its user is the key, and the user's roles are the key's permissions. */
record KeySecurityContext(ApiKeyPrincipal principal, CredentialSource source, boolean encrypted)
        implements SecurityContext {

    @Override
    public ApiKeyPrincipal getUserPrincipal() {
        return principal;
    }

    /** Returns whether the key has this permission; false for {@code *}, as in the servlet specification. */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return role != null && !role.equals("*") && principal.hasPermission(role);
    }

    @Override
    public boolean isSecure() {
        return encrypted;
    }

    @Override
    public String getAuthenticationScheme() {
        return source.scheme();
    }
}
