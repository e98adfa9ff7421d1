package io.keystile.spring.security;

import org.aopalliance.intercept.MethodInvocation;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Beans that let Spring Security's authorization honour the wildcards of keys, in request matchers and in method
 * security: a key with {@code flows:*} has the authority {@code flows:read}. Import it next to {@link
 * ApiKeyConfigurer}:
 *
 * <pre>{@code
 * @Configuration
 * @EnableWebSecurity
 * @EnableMethodSecurity
 * @Import(ApiKeyPermissionsConfiguration.class)
 * class SecurityConfiguration { … }
 * }</pre>
 *
 * <p>It applies to {@code hasAuthority}, {@code hasAnyAuthority} and {@code hasAllAuthorities} of request matchers and
 * of the expressions of method security, and adds {@code hasPermission('flows:read')} to the latter. Not to {@code
 * @Secured}, {@code @RolesAllowed}, {@code WebExpressionAuthorizationManager} and the application's own comparisons of
 * authorities, which see the permissions as they are written. The application's {@code RoleHierarchy}, {@code
 * GrantedAuthorityDefaults} and {@code AuthorizationManagerFactory<Object>} continue to apply.
 */
@Configuration(proxyBeanMethods = false)
public class ApiKeyPermissionsConfiguration {
    /** Creates the configuration; Spring calls it. */
    public ApiKeyPermissionsConfiguration() {}

    /** Returns the factory that {@code authorizeHttpRequests} uses. */
    @Bean
    static AuthorizationManagerFactory<RequestAuthorizationContext> keystileRequestAuthorizations(
            ObjectProvider<AuthorizationManagerFactory<Object>> factories,
            ObjectProvider<RoleHierarchy> roleHierarchy,
            ObjectProvider<GrantedAuthorityDefaults> defaults) {
        return new PermissionAuthorizationManagerFactory<>(others(factories, roleHierarchy, defaults));
    }

    /** Returns the handler that {@code @PreAuthorize} and {@code @PostAuthorize} use. */
    @Bean
    static MethodSecurityExpressionHandler keystileMethodExpressions(
            ObjectProvider<AuthorizationManagerFactory<Object>> factories,
            ObjectProvider<RoleHierarchy> roleHierarchy,
            ObjectProvider<GrantedAuthorityDefaults> defaults) {
        return new PermissionExpressionHandler(new PermissionAuthorizationManagerFactory<MethodInvocation>(
                others(factories, roleHierarchy, defaults)));
    }

    private static AuthorizationManagerFactory<Object> others(
            ObjectProvider<AuthorizationManagerFactory<Object>> factories,
            ObjectProvider<RoleHierarchy> roleHierarchy,
            ObjectProvider<GrantedAuthorityDefaults> defaults) {
        AuthorizationManagerFactory<Object> given = factories.getIfUnique();
        if (given != null) {
            return given;
        }
        DefaultAuthorizationManagerFactory<Object> others = new DefaultAuthorizationManagerFactory<>();
        roleHierarchy.ifUnique(others::setRoleHierarchy);
        defaults.ifUnique(prefix -> others.setRolePrefix(prefix.getRolePrefix()));
        return others;
    }
}
