package io.keystile.spring.security;

import io.keystile.ApiKeyPrincipal;
import io.keystile.model.Permission;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ExpressionAuthorizationDecision;
import org.springframework.security.core.GrantedAuthority;

/** Finds the permissions that a denied call lacks, in what Spring Security reports of its decision. */
public final class MissingPermissions {
    private static final String CALL =
            "(?:hasAuthority|hasPermission|hasAllAuthorities)\\(\\s*'[^']*'(?:\\s*,\\s*'[^']*')*\\s*\\)";
    /** An expression that is true only with all of the permissions that it names. */
    private static final Pattern ALL_OF = Pattern.compile("\\s*" + CALL + "(?:\\s+and\\s+" + CALL + ")*\\s*");

    private static final Pattern TEXT = Pattern.compile("'([^']*)'");

    private MissingPermissions() {}

    /**
     * Returns the permissions that the key lacks and the call requires.
     *
     * @return empty if they are not known: the call requires a role, one of several permissions, or something else
     */
    public static List<Permission> of(AccessDeniedException exception, ApiKeyPrincipal key) {
        return required(exception).stream()
                .filter(ApiKeyAuthenticationToken::isPermission)
                .map(Permission::of)
                .filter(permission -> !key.permissions().implies(permission))
                .toList();
    }

    private static List<String> required(AccessDeniedException exception) {
        AuthorizationResult result =
                exception instanceof AuthorizationDeniedException denied ? denied.getAuthorizationResult() : null;
        if (result instanceof AuthorityAuthorizationDecision decision) {
            Collection<GrantedAuthority> authorities = decision.getAuthorities();
            // Of several, any one may have been enough.
            return authorities.size() == 1
                    ? authorities.stream().map(MissingPermissions::text).toList()
                    : List.of();
        }
        if (result instanceof ExpressionAuthorizationDecision decision) {
            String expression = decision.getExpression().getExpressionString();
            if (ALL_OF.matcher(expression).matches()) {
                return TEXT.matcher(expression)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
            }
        }
        return List.of();
    }

    private static String text(GrantedAuthority authority) {
        @Nullable String text = authority.getAuthority();
        return text == null ? "" : text;
    }
}
