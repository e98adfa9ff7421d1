package io.keystile.spring.security.reactive;

import io.keystile.model.Permission;
import io.keystile.spring.security.ApiKeyAuthenticationToken;
import java.util.List;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import reactor.core.publisher.Mono;

/** Requires a permission, and stores it in the exchange of a key that does not have it: the chain drops the reason. */
record PermissionAuthorizationManager(Permission permission, String requiredAttribute)
        implements ReactiveAuthorizationManager<AuthorizationContext> {
    @Override
    public Mono<AuthorizationResult> authorize(Mono<Authentication> caller, AuthorizationContext context) {
        return caller.map(this::isHeldBy).defaultIfEmpty(false).map(held -> {
            if (!held) {
                context.getExchange().getAttributes().put(requiredAttribute, permission);
            }
            return new AuthorityAuthorizationDecision(held, List.of(authority()));
        });
    }

    private boolean isHeldBy(Authentication caller) {
        return caller instanceof ApiKeyAuthenticationToken key
                ? key.getPrincipal().permissions().implies(permission)
                : caller.isAuthenticated() && caller.getAuthorities().contains(authority());
    }

    private GrantedAuthority authority() {
        return new SimpleGrantedAuthority(permission.value());
    }
}
