package io.keystile.examples.springboot;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.console.Console;
import io.keystile.console.ConsoleRequest;
import io.keystile.console.ConsoleServlet;
import io.keystile.console.ConsoleUser;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.InMemoryApiKeyStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * The Spring block of docs/console.md, in an application with Spring Security. The class is not annotated as a
 * configuration, so that the component scan of other tests does not find it.
 */
@EnableAutoConfiguration
@EnableWebSecurity
class ConsoleGuideSnippets {
    @Bean
    Keystile keystile() {
        Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
                .environments("live")
                .build();
        keystile.keys().createWorkspace(Actor.system("test"), WorkspaceRecord.of("acme", "free"));
        return keystile;
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("mia").password("{noop}secret").build());
    }

    private static String customerOf(Authentication login) {
        return login.getName().equals("mia") ? "acme" : "none";
    }

    // begin docs/console.md
    @Bean
    ServletRegistrationBean<ConsoleServlet> apiKeyPages(Keystile keystile) {
        Console console = Console.builder(keystile.keys(), ConsoleGuideSnippets::user)
                .environments("live")
                .login("/login")
                .build();
        return new ServletRegistrationBean<>(new ConsoleServlet(console), "/settings/api-keys/*");
    }

    /** Returns the user of Spring Security, with its token, which it demands in every form. */
    private static Optional<ConsoleUser> user(ConsoleRequest request) {
        HttpServletRequest http = request.unwrap(HttpServletRequest.class).orElseThrow();
        if (!(http.getUserPrincipal() instanceof Authentication login)) {
            return Optional.empty();
        }
        CsrfToken token = (CsrfToken) http.getAttribute(CsrfToken.class.getName());
        Actor actor = Actor.member(login.getName(), customerOf(login), PermissionSet.of("flows:*"));
        return Optional.of(ConsoleUser.managing(actor).withFormField(token.getParameterName(), token.getToken()));
    }
    // end
}
