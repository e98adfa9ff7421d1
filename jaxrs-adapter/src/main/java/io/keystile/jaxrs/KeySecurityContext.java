package io.keystile.jaxrs;

import io.keystile.ApiKeyPrincipal;
import io.keystile.CredentialSource;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** What a resource may know of its caller: the key, whose permissions are the roles. */
record KeySecurityContext(ApiKeyPrincipal principal, CredentialSource source, boolean encrypted)
        implements SecurityContext {

    @Override
    public ApiKeyPrincipal getUserPrincipal() {
        return principal;
    }

    /** Tells whether the key has this permission; never for {@code *}, as in the servlet specification. */
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
