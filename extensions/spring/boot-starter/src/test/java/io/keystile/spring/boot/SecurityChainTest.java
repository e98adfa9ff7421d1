package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.spring.security.ApiKeyConfigurer;
import java.security.Principal;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The chain of Spring Security that the starter adds, and the application's own. */
class SecurityChainTest {
    private static final WebApplicationContextRunner SECURED = Contexts.withSecurity()
            .withConfiguration(AutoConfigurations.of(
                    SecurityAutoConfiguration.class,
                    ServletWebSecurityAutoConfiguration.class,
                    UserDetailsServiceAutoConfiguration.class))
            .withPropertyValues("keystile.brand=pk", "keystile.environments=live", "keystile.store.type=memory")
            .withUserConfiguration(Application.class);

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @EnableMethodSecurity
    @RestController
    static class Application {
        @GetMapping("/api/flows")
        @PreAuthorize("hasAuthority('flows:read')")
        String flows(Principal caller) {
            return caller.getName();
        }

        @PostMapping("/api/admin")
        @PreAuthorize("hasPermission('admin:all')")
        String admin() {
            return "admin";
        }

        @GetMapping("/page")
        String page() {
            return "page";
        }
    }

    /** A log-in for pages. */
    @Configuration(proxyBeanMethods = false)
    static class Pages {
        @Bean
        SecurityFilterChain pages(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(withDefaults())
                    .build();
        }
    }

    /** A chain of the application's that reads keys. */
    @Configuration(proxyBeanMethods = false)
    static class OwnChain {
        @Bean
        SecurityFilterChain own(HttpSecurity http, Keystile keystile) throws Exception {
            return http.with(ApiKeyConfigurer.apiKeys(keystile), withDefaults())
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .build();
        }
    }

    private static MockMvc mvc(AssertableWebApplicationContext context) {
        return MockMvcBuilders.webAppContextSetup(context)
                .addFilters(context.getBean("springSecurityFilterChain", jakarta.servlet.Filter.class))
                .build();
    }

    private static String key(AssertableWebApplicationContext context, String... permissions) {
        return context.getBean(ApiKeys.class)
                .createWorkspace(
                        Actor.system("test"),
                        WorkspaceRecord.of("acme", "free"),
                        "live",
                        ApiKeySettings.named("test").withPermissions(permissions))
                .reveal();
    }

    private static MockHttpServletResponse get(MockMvc mvc, String path, String key) throws Exception {
        return call(mvc, MockMvcRequestBuilders.get(path), key);
    }

    private static MockHttpServletResponse call(MockMvc mvc, MockHttpServletRequestBuilder call, String key)
            throws Exception {
        if (!key.isEmpty()) {
            call.header("Authorization", "Bearer " + key);
        }
        return mvc.perform(call).andReturn().getResponse();
    }

    @Test
    void allNeedsAKeyAndMethodSecurityKnowsIt() {
        SECURED.run(context -> {
            MockMvc mvc = mvc(context);
            String key = key(context, "flows:*");

            assertThat(get(mvc, "/api/flows", "").getStatus()).isEqualTo(401);
            assertThat(get(mvc, "/page", "").getStatus()).isEqualTo(401);
            MockHttpServletResponse flows = get(mvc, "/api/flows", key);
            assertThat(flows.getStatus()).isEqualTo(200);
            assertThat(flows.getHeader("RateLimit")).contains("r=99");
            MockHttpServletResponse denied = call(mvc, MockMvcRequestBuilders.post("/api/admin"), key);
            assertThat(denied.getStatus()).isEqualTo(403);
            assertThat(denied.getHeader("WWW-Authenticate")).contains("insufficient_scope");
            assertThat(get(mvc, "/api/flows", key).getHeader("RateLimit")).contains("r=98");
        });
    }

    @Test
    void servletFilterIsNotThereToo() {
        SECURED.run(context -> {
            assertThat(context).doesNotHaveBean("keystileFilter").doesNotHaveBean(ApiKeyFilter.class);
            assertThat(context.getBeansOfType(SecurityFilterChain.class))
                    .containsOnlyKeys("keystileSecurityFilterChain");
        });
    }

    @Test
    void publicPathsAndHealthAreOpenInTheChain() {
        SECURED.withPropertyValues("keystile.public-paths=/page").run(context -> {
            assertThat(get(mvc(context), "/page", "").getStatus()).isEqualTo(200);
            assertThat(get(mvc(context), "/api/flows", "").getStatus()).isEqualTo(401);
            assertThat(get(mvc(context), "/actuator/health", "").getStatus()).isEqualTo(404);
        });
    }

    @Test
    void namedPathsNeedKeysAndTheRestTheApplicationsLogIn() {
        SECURED.withUserConfiguration(Pages.class)
                .withPropertyValues(
                        "keystile.protected-paths=/api/**",
                        "spring.security.user.name=ada",
                        "spring.security.user.password=secret")
                .run(context -> {
                    MockMvc mvc = mvc(context);
                    String key = key(context, "flows:read");

                    assertThat(get(mvc, "/api/flows", key).getStatus()).isEqualTo(200);
                    assertThat(get(mvc, "/page", key).getStatus()).isEqualTo(401);
                    assertThat(mvc.perform(MockMvcRequestBuilders.get("/page").with(request -> {
                                        request.addHeader("Authorization", "Basic YWRhOnNlY3JldA==");
                                        return request;
                                    }))
                                    .andReturn()
                                    .getResponse()
                                    .getStatus())
                            .isEqualTo(200);
                    assertThat(mvc.perform(MockMvcRequestBuilders.get("/api/flows")
                                            .with(request -> {
                                                request.addHeader("Authorization", "Basic YWRhOnNlY3JldA==");
                                                return request;
                                            }))
                                    .andReturn()
                                    .getResponse()
                                    .getStatus())
                            .isEqualTo(401);
                });
    }

    @Test
    void theRestKeepsTheLogInOfBootIfTheApplicationHasNoChain() {
        SECURED.withPropertyValues("keystile.protected-paths=/api/**").run(context -> {
            MockMvc mvc = mvc(context);
            String key = key(context, "flows:read");

            assertThat(get(mvc, "/api/flows", key).getStatus()).isEqualTo(200);
            assertThat(get(mvc, "/api/flows", "").getStatus()).isEqualTo(401);
            // A redirect to the form, or the challenge of Basic.
            assertThat(get(mvc, "/page", key).getStatus()).isIn(302, 401);
        });
    }

    @Test
    void rulesOutsideOfTheNamedPathsHoldToo() {
        SECURED.withUserConfiguration(Pages.class)
                .withPropertyValues(
                        "keystile.protected-paths=/api/**",
                        "keystile.routes[0].path=/page",
                        "keystile.routes[0].permissions=pages:read")
                .run(context -> {
                    MockMvc mvc = mvc(context);

                    assertThat(get(mvc, "/page", key(context, "flows:read")).getStatus())
                            .isEqualTo(403);
                });
    }

    @Test
    void methodSecurityWithoutFiltersLeavesTheServletFilter() {
        Contexts.withSecurity()
                .withClassLoader(new FilteredClassLoader("org.springframework.security.web"))
                .withPropertyValues("keystile.brand=pk", "keystile.environments=live", "keystile.store.type=memory")
                .run(context -> assertThat(context).hasNotFailed().hasBean("keystileFilter"));
    }

    @Test
    void ownChainThatReadsKeysReplacesThatOfTheStarter() {
        SECURED.withUserConfiguration(OwnChain.class).run(context -> {
            assertThat(context.getBeansOfType(SecurityFilterChain.class)).containsOnlyKeys("own");
            assertThat(get(mvc(context), "/api/flows", key(context, "flows:read"))
                            .getStatus())
                    .isEqualTo(200);
        });
    }

    @Test
    void chainsThatReadNoKeysAreRefused() {
        SECURED.withUserConfiguration(Pages.class)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.protected-paths is missing, and no SecurityFilterChain")
                        .contains("keystile.protected-paths=/api/**", "keystile.security.enabled=false"));
    }

    @Test
    void switchedOffTheServletFilterAuthenticates() {
        SECURED.withUserConfiguration(Pages.class)
                .withPropertyValues("keystile.security.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().hasBean("keystileFilter"));
    }
}
