package io.keystile.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.ApiKeyPrincipal;
import io.keystile.key.KeyId;
import io.keystile.model.PermissionSet;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.authorization.ExpressionAuthorizationDecision;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

class ApiKeyAuthenticationTokenTest {
    private static final KeyId ID = new KeyId("abcdefABCDEF");

    private final ApiKeyPrincipal key = new ApiKeyPrincipal(
            ID, ID, "build", "acme", "live", "free", PermissionSet.of("flows:*", "users:read"), Map.of());
    private final ApiKeyAuthenticationToken token = ApiKeyAuthenticationToken.of(key);

    @Test
    void tokenIsAuthenticatedAndHoldsNoCredential() {
        assertThat(token.isAuthenticated()).isTrue();
        assertThat(token.getPrincipal()).isSameAs(key);
        assertThat(token.getName()).isEqualTo("abcdefABCDEF");
        assertThat(token.getCredentials()).isNull();
        assertThat(token).hasToString("ApiKeyAuthenticationToken[abcdefABCDEF]");
        assertThat(token.getAuthorities())
                .extracting(GrantedAuthority::getAuthority)
                .containsExactly("flows:*", "users:read");
    }

    @Test
    void tokenIsImmutable() {
        token.setAuthenticated(true);
        assertThatIllegalArgumentException().isThrownBy(() -> token.setAuthenticated(false));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> token.getAuthorities().clear());
    }

    @Test
    void tokenGetsIntoNoSession() throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatExceptionOfType(NotSerializableException.class).isThrownBy(() -> out.writeObject(token));
        }
    }

    @Test
    void onlyCoveredAuthoritiesAreAdded() {
        assertThat(token.expandedTo(List.of("flows:read", "admin:all", "ROLE_ADMIN", "not a permission"))
                        .getAuthorities())
                .extracting(GrantedAuthority::getAuthority)
                .containsExactly("flows:*", "users:read", "flows:read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROLE_ADMIN", "SCOPE_read", "FACTOR_PASSWORD", "OIDC_USER", "ADMIN", "ROLE_"})
    void authoritiesOfOthersAreNoPermissions(String authority) {
        ApiKeyPrincipal everything = new ApiKeyPrincipal(
                ID, ID, "build", "acme", "live", "free", PermissionSet.of("*", authority), Map.of());

        ApiKeyAuthenticationToken all = ApiKeyAuthenticationToken.of(everything);

        assertThat(all.getAuthorities())
                .extracting(GrantedAuthority::getAuthority)
                .containsExactly("*");
        assertThat(all.expandedTo(List.of(authority))).isEqualTo(all);
    }

    @Test
    void keyIsInNoRoleWhateverThePrefixOfRolesIs() {
        DefaultAuthorizationManagerFactory<Object> others = new DefaultAuthorizationManagerFactory<>();
        others.setRolePrefix("");
        var factory = new PermissionAuthorizationManagerFactory<>(others);
        ApiKeyAuthenticationToken admin = ApiKeyAuthenticationToken.of(
                new ApiKeyPrincipal(ID, ID, "build", "acme", "live", "free", PermissionSet.of("admin"), Map.of()));

        assertThat(factory.hasAuthority("admin").authorize(() -> admin, this))
                .returns(true, AuthorizationResult::isGranted);
        for (AuthorizationManager<Object> role :
                List.of(factory.hasRole("admin"), factory.hasAnyRole("admin", "all"), factory.hasAllRoles("admin"))) {
            assertThat(role.authorize(() -> admin, this)).returns(false, AuthorizationResult::isGranted);
        }
    }

    @Test
    void permissionsInCapitalsOrWithOneWordArePermissions() {
        for (String permission : List.of("FLOWS:READ", "Flows", "flows", "flows_all", "R2d2")) {
            assertThat(ApiKeyAuthenticationToken.isPermission(permission)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "hasAuthority('admin:all')|[admin:all]",
                "hasPermission('admin:all')|[admin:all]",
                "hasAuthority('flows:read') and hasAuthority('admin:all')|[admin:all]",
                "hasAllAuthorities('admin:all', 'admin:some')|[admin:all, admin:some]",
                "hasAuthority('admin:all') or hasAuthority('admin:some')|[]",
                "hasAnyAuthority('admin:all', 'admin:some')|[]",
                "!hasAuthority('admin:all')|[]",
                "hasRole('ADMIN')|[]",
                "hasAuthority('ROLE ADMIN')|[]",
                "hasPermission(#flow, 'admin:all')|[]",
                "@rules.allow('admin:all')|[]"
            })
    void missingPermissionsAreNamedIfTheExpressionRequiresThemAll(String expression, String missing) {
        var result = new ExpressionAuthorizationDecision(false, new SpelExpressionParser().parseExpression(expression));

        assertThat(MissingPermissions.of(new AuthorizationDeniedException("no", result), key))
                .hasToString(missing);
    }

    @Test
    void missingPermissionOfAMatcherIsNamedIfItIsTheOnlyOne() {
        assertThat(missing("admin:all")).isEqualTo("[admin:all]");
        assertThat(missing("ROLE_ADMIN")).isEqualTo("[]");
        assertThat(missing("admin:all", "admin:some")).isEqualTo("[]");
        assertThat(MissingPermissions.of(new AccessDeniedException("no"), key)).isEmpty();
        assertThat(MissingPermissions.of(new AuthorizationDeniedException("no", new AuthorizationDecision(false)), key))
                .isEmpty();
    }

    private String missing(String... authorities) {
        var result = new AuthorityAuthorizationDecision(false, AuthorityUtils.createAuthorityList(authorities));
        return MissingPermissions.of(new AuthorizationDeniedException("no", result), key)
                .toString();
    }
}
