package io.keystile.jaxrs;

import io.keystile.ApiKeyPrincipal;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as a parameter of a resource method: {@code execute(@BeanParam Caller caller)}. For those who prefer it to
 * the {@link SecurityContext}, whose principal it is.
 */
public class Caller {
    /** Set by JAX-RS. */
    @Context
    protected @Nullable SecurityContext security;

    /** Created by JAX-RS. */
    public Caller() {}

    /**
     * Returns the key that is calling.
     *
     * @throws IllegalStateException in a {@link Public} method, where no key is looked at
     */
    public ApiKeyPrincipal principal() {
        if (security != null && security.getUserPrincipal() instanceof ApiKeyPrincipal principal) {
            return principal;
        }
        throw new IllegalStateException("Nobody is calling with a key here; is the resource method @Public?");
    }
}
