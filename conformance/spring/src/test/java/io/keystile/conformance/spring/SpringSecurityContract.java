package io.keystile.conformance.spring;

import static io.keystile.spring.security.ApiKeyConfigurer.apiKeys;

import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.conformance.ContractReport;
import io.keystile.conformance.Deployment;
import io.keystile.conformance.ServletContainer;
import io.keystile.conformance.ServletContract;
import io.keystile.spring.security.ApiKeyPermissionsConfiguration;
import io.keystile.testkit.ContractApplication;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.HttpContract;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/**
 * The HTTP contract of Spring Security's filter chain in one container. The chain requires the permissions, and the
 * routes only state costs and where a key is not read or not needed.
 */
abstract class SpringSecurityContract extends HttpContract {
    private record Layout(String contextPath, String servletPath) {}

    /** The base paths of the servers, in the order in which they start. */
    private static final List<Layout> LAYOUTS =
            List.of(new Layout("", ""), new Layout("/app", ""), new Layout("/app", "/api/v1"));

    private final ServletContainer container;
    private int started;

    SpringSecurityContract(ServletContainer container) {
        this.container = container;
    }

    @Override
    protected ContractServer start(ContractApplication application) throws Exception {
        Layout layout = LAYOUTS.get(started++ % LAYOUTS.size());
        String prefix = layout.servletPath();
        ContractServer server = SpringApplications.start(
                container,
                prefix,
                Map.of("application", application, "prefix", prefix),
                context -> ServletContract.addEarlierFields(context, application),
                Security.class,
                setUp -> new Deployment(layout.contextPath(), setUp));
        return new ContractServer(URI.create(server.base() + prefix), server.stop());
    }

    @AfterAll
    void report() throws Exception {
        ContractReport.write(getClass(), container.nameAndVersion(), "Spring Security", "HTTP/1.1");
    }

    @Nested
    class SpringSecurity extends SecurityChapter {
        SpringSecurity() {
            super(container);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @EnableWebSecurity
    @Import({ApiKeyPermissionsConfiguration.class, ContractController.class})
    static class Security {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, ContractApplication application, String prefix) {
            Routes routes = Routes.admitAll()
                    .open("GET " + prefix + "/public")
                    .open("GET " + prefix + "/public/*")
                    .optional("GET " + prefix + "/either", Requirement.permission("flows:read"))
                    .optional(prefix + "/dear", Requirement.validKey().withCost(2))
                    .optional(prefix + "/free", Requirement.validKey().withCost(0));
            return http.with(apiKeys(application.authenticator()), keys -> keys.routes(routes))
                    .authorizeHttpRequests(requests -> requests.requestMatchers(
                                    HttpMethod.GET, prefix + "/public", prefix + "/public/*", prefix + "/either")
                            .permitAll()
                            .requestMatchers(HttpMethod.GET, prefix + "/flows/*")
                            .hasAuthority("flows:read")
                            .requestMatchers(HttpMethod.HEAD, prefix + "/flows/*")
                            .hasAuthority("flows:read")
                            .requestMatchers(HttpMethod.POST, prefix + "/flows/*/execute")
                            .hasAuthority("flows:execute")
                            .requestMatchers(prefix + "/admin/**")
                            .hasAuthority("admin:all")
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.disable())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    // The contract tests the Cache-Control of the adapter.
                    .headers(headers -> headers.cacheControl(cache -> cache.disable()))
                    .build();
        }
    }
}
