package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.spring.security.ApiKeyConfigurer;
import io.keystile.spring.security.ApiKeyPermissionsConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The filter chain of Spring Security for all paths, if the application has no chain and {@code
 * keystile.protected-paths} names no paths; and what every chain for keys needs. It comes before Boot's own chain,
 * which then is not there.
 */
@AutoConfiguration(
        after = KeystileAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, SecurityFilterChain.class})
@ConditionalOnBean(Keystile.class)
@ConditionalOnBooleanProperty(name = "keystile.security.enabled", matchIfMissing = true)
@Import(ApiKeyPermissionsConfiguration.class)
class KeystileSecurityAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(KeystileSecurityAutoConfiguration.class);
    private static final String FILTER = "io.keystile.spring.security.ApiKeyAuthenticationFilter";

    @Bean
    @Conditional(NoPathsAreNamed.class)
    @ConditionalOnMissingBean(SecurityFilterChain.class)
    SecurityFilterChain keystileSecurityFilterChain(
            HttpSecurity http, Keystile keystile, Routes routes, KeystileProperties properties) throws Exception {
        return keysOnly(http, keystile, routes, responses(keystile, properties));
    }

    static HttpResponses responses(Keystile keystile, KeystileProperties properties) {
        HttpResponses standard = HttpResponses.of(keystile.authenticator());
        return properties.legacyQuotaHeaders() ? standard.withLegacyQuotaFields() : standard;
    }

    /** The routes decide which calls need a key, and what it needs; there is no other credential on these paths. */
    static SecurityFilterChain keysOnly(HttpSecurity http, Keystile keystile, Routes routes, HttpResponses responses)
            throws Exception {
        return http.with(
                        ApiKeyConfigurer.apiKeys(keystile),
                        keys -> keys.routes(routes).responses(responses))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** Refuses chains that all read no keys: the application would have another protection than it was thought to. */
    @Bean
    SmartInitializingSingleton keystileChainCheck(
            ObjectProvider<SecurityFilterChain> chains, KeystileProperties properties, BeanFactory beans) {
        return () -> {
            boolean reads = chains.stream()
                    .flatMap(chain -> chain.getFilters().stream())
                    .anyMatch(filter -> filter.getClass().getName().equals(FILTER));
            if (!reads) {
                throw new WrongPropertyException(
                        "keystile.protected-paths",
                        "is missing, and no SecurityFilterChain of the application reads API keys",
                        "Write for example keystile.protected-paths=/api/**; or add"
                                + " .with(apiKeys(keystile), withDefaults()) to a chain; or write"
                                + " keystile.security.enabled=false for the servlet filter alone.");
            }
            boolean ofStarter = beans.containsBean("keystileSecurityFilterChain");
            if (!ofStarter
                    && !(properties.routes().isEmpty()
                            && properties.publicPaths().isEmpty())) {
                LOG.warn("keystile.routes and keystile.public-paths are set. A SecurityFilterChain of the application"
                        + " obeys them only with keys -> keys.routes(routes), with the bean of type Routes.");
            }
        };
    }

    /** Matches unless {@code keystile.protected-paths} names paths. */
    static final class NoPathsAreNamed extends NoneNestedConditions {
        NoPathsAreNamed() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @Conditional(PathsAreNamed.class)
        static final class Named {}
    }
}
