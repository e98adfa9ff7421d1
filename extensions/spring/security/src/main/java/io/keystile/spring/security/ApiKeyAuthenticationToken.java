package io.keystile.spring.security;

import io.keystile.ApiKeyPrincipal;
import io.keystile.model.Permission;
import java.io.NotSerializableException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * The authentication of an API key: its principal is the {@link ApiKeyPrincipal}, its name the key's id, and its
 * authorities are the key's permissions under its workspace's ceiling, as they are written, for example {@code
 * flows:*}; none is a role. It is authenticated, holds no credential, and cannot be serialized, so that it does not
 * get into a session. Immutable and thread-safe.
 */
public final class ApiKeyAuthenticationToken implements Authentication {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A first word in capitals: {@code ROLE_ADMIN}, {@code SCOPE_read}, {@code FACTOR_PASSWORD}, {@code ADMIN}. */
    private static final Pattern OF_OTHERS = Pattern.compile("[A-Z][A-Z0-9]*(?:_.*)?");

    private final transient ApiKeyPrincipal principal;
    private final transient List<GrantedAuthority> authorities;

    private ApiKeyAuthenticationToken(ApiKeyPrincipal principal, List<GrantedAuthority> authorities) {
        this.principal = principal;
        this.authorities = authorities;
    }

    /** Returns the authentication of a key that an authenticator has verified. */
    public static ApiKeyAuthenticationToken of(ApiKeyPrincipal principal) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        for (Permission permission : principal.permissions().asSet()) {
            if (isPermission(permission.value())) {
                authorities.add(new SimpleGrantedAuthority(permission.value()));
            }
        }
        return new ApiKeyAuthenticationToken(principal, List.copyOf(authorities));
    }

    /**
     * Returns whether an authority can be a permission of a key. Those that begin with a word in capitals cannot: they
     * are people's roles, the scopes of other tokens, and the like. Otherwise a customer could issue a key with the
     * permission {@code ROLE_ADMIN}, and a key with {@code *} would have every role.
     */
    static boolean isPermission(String authority) {
        return Permission.isPermission(authority)
                && !OF_OTHERS.matcher(authority).matches();
    }

    /** Returns the same authentication without authorities, for what only people may do. */
    ApiKeyAuthenticationToken withoutAuthorities() {
        return new ApiKeyAuthenticationToken(principal, List.of());
    }

    /**
     * Returns the same authentication with each of {@code required} that its permissions cover as an authority of its
     * own. Spring Security compares authorities as text, so that {@code flows:*} alone is not {@code flows:read}.
     */
    public ApiKeyAuthenticationToken expandedTo(Collection<String> required) {
        List<GrantedAuthority> expanded = new ArrayList<>(authorities);
        for (String authority : Set.copyOf(required)) {
            if (isPermission(authority) && principal.hasPermission(authority)) {
                expanded.add(new SimpleGrantedAuthority(authority));
            }
        }
        return new ApiKeyAuthenticationToken(principal, List.copyOf(expanded));
    }

    @Override
    public ApiKeyPrincipal getPrincipal() {
        return principal;
    }

    /** Returns the key's id. */
    @Override
    public String getName() {
        return principal.getName();
    }

    /** Returns the key's permissions; unmodifiable. */
    @Override
    public Collection<GrantedAuthority> getAuthorities() {
        return authorities;
    }

    /** Returns null: the plaintext key is not kept. */
    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    /** Returns null. */
    @Override
    public @Nullable Object getDetails() {
        return null;
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }

    /**
     * Does nothing if {@code authenticated} is true.
     *
     * @throws IllegalArgumentException if it is false, because the token is immutable
     */
    @Override
    public void setAuthenticated(boolean authenticated) {
        if (!authenticated) {
            throw new IllegalArgumentException("The token is immutable; remove it from the SecurityContext instead");
        }
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException("The authentication of an API key belongs to one request, not to a session");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiKeyAuthenticationToken that
                && principal.equals(that.principal)
                && authorities.equals(that.authorities);
    }

    @Override
    public int hashCode() {
        return principal.hashCode();
    }

    /** Returns the class and the key's public id. */
    @Override
    public String toString() {
        return "ApiKeyAuthenticationToken[" + principal.keyId() + "]";
    }
}
