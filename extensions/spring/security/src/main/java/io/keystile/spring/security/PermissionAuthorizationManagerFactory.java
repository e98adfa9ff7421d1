package io.keystile.spring.security;

import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.core.Authentication;

/**
 * Lets {@code hasAuthority} and its relatives honour the wildcards of keys: a key with {@code flows:*} has {@code
 * flows:read}. A key is in no role. Everything else, and every other caller, is decided as without it.
 */
final class PermissionAuthorizationManagerFactory<T> implements AuthorizationManagerFactory<T> {
    private final AuthorizationManagerFactory<? super T> others;

    PermissionAuthorizationManagerFactory(AuthorizationManagerFactory<? super T> others) {
        this.others = others;
    }

    private static <T> AuthorizationManager<T> expanding(
            AuthorizationManager<? super T> manager, Collection<String> required) {
        return seeing(manager, key -> key.expandedTo(required));
    }

    /** A key is in no role, whatever the prefix of roles is. */
    private static <T> AuthorizationManager<T> ofPeople(AuthorizationManager<? super T> manager) {
        return seeing(manager, ApiKeyAuthenticationToken::withoutAuthorities);
    }

    private static <T> AuthorizationManager<T> seeing(
            AuthorizationManager<? super T> manager, UnaryOperator<ApiKeyAuthenticationToken> view) {
        return (authentication, object) -> manager.authorize(() -> seen(authentication.get(), view), object);
    }

    private static @Nullable Authentication seen(
            @Nullable Authentication caller, UnaryOperator<ApiKeyAuthenticationToken> view) {
        return caller instanceof ApiKeyAuthenticationToken key ? view.apply(key) : caller;
    }

    private static <T> AuthorizationManager<T> same(AuthorizationManager<? super T> manager) {
        return manager::authorize;
    }

    @Override
    public AuthorizationManager<T> hasAuthority(String authority) {
        return expanding(others.hasAuthority(authority), List.of(authority));
    }

    @Override
    public AuthorizationManager<T> hasAnyAuthority(String... authorities) {
        return expanding(others.hasAnyAuthority(authorities), List.of(authorities));
    }

    @Override
    public AuthorizationManager<T> hasAllAuthorities(String... authorities) {
        return expanding(others.hasAllAuthorities(authorities), List.of(authorities));
    }

    @Override
    public AuthorizationManager<T> permitAll() {
        return same(others.permitAll());
    }

    @Override
    public AuthorizationManager<T> denyAll() {
        return same(others.denyAll());
    }

    @Override
    public AuthorizationManager<T> hasRole(String role) {
        return ofPeople(others.hasRole(role));
    }

    @Override
    public AuthorizationManager<T> hasAnyRole(String... roles) {
        return ofPeople(others.hasAnyRole(roles));
    }

    @Override
    public AuthorizationManager<T> hasAllRoles(String... roles) {
        return ofPeople(others.hasAllRoles(roles));
    }

    @Override
    public AuthorizationManager<T> authenticated() {
        return same(others.authenticated());
    }

    @Override
    public AuthorizationManager<T> fullyAuthenticated() {
        return same(others.fullyAuthenticated());
    }

    @Override
    public AuthorizationManager<T> rememberMe() {
        return same(others.rememberMe());
    }

    @Override
    public AuthorizationManager<T> anonymous() {
        return same(others.anonymous());
    }
}
