package io.keystile.jaxrs;

import io.keystile.ApiKeyPrincipal;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * The caller as a parameter of a resource method: {@code execute(@BeanParam Caller caller)}. It has the principal of
 * the {@link SecurityContext}.
 */
public class Caller {
    /** Set by JAX-RS. */
    @Context
    protected @Nullable SecurityContext security;

    /** Created by JAX-RS. */
    public Caller() {}

    /**
     * Returns the key of the request.
     *
     * @throws IllegalStateException in a {@link Public} method, for which no key is read, and in one with an
     *     {@link OptionalKey} if none was sent
     */
    public ApiKeyPrincipal principal() {
        if (security != null && security.getUserPrincipal() instanceof ApiKeyPrincipal principal) {
            return principal;
        }
        throw new IllegalStateException("No key was read for this request; is the resource method @Public?");
    }
}
