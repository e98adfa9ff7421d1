package io.keystile.spring.security;

import io.keystile.AuthenticationResult;
import java.io.NotSerializableException;
import java.io.Serial;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** A request for authentication: what the authenticator found out about a caller who brought a key. */
final class VerifiedCaller implements Authentication {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient AuthenticationResult result;

    VerifiedCaller(AuthenticationResult result) {
        this.result = result;
    }

    AuthenticationResult result() {
        return result;
    }

    @Override
    public String getName() {
        return result instanceof AuthenticationResult.Authenticated key
                ? key.principal().getName()
                : "";
    }

    @Override
    public @Nullable Object getPrincipal() {
        return result instanceof AuthenticationResult.Authenticated key ? key.principal() : null;
    }

    @Override
    public Collection<GrantedAuthority> getAuthorities() {
        return List.of();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public @Nullable Object getDetails() {
        return null;
    }

    @Override
    public boolean isAuthenticated() {
        return false;
    }

    @Override
    public void setAuthenticated(boolean authenticated) {
        if (authenticated) {
            throw new IllegalArgumentException("Only the provider authenticates a caller");
        }
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException("A caller belongs to one request");
    }

    /** Returns the result, which names no secret. */
    @Override
    public String toString() {
        return "VerifiedCaller[" + result + "]";
    }
}
