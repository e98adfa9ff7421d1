package com.example.flows;

import io.keystile.admin.Actor;
import io.keystile.console.ConsoleRequest;
import io.keystile.console.ConsoleUser;
import io.keystile.console.ConsoleUsers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * The log-in of people. Calls of {@code /api/**} never get here: {@code keystile.protected-paths} gives them a chain of
 * their own, on which only keys count.
 */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
class PagesSecurity {
    @Bean
    SecurityFilterChain pages(HttpSecurity http) {
        return http.authorizeHttpRequests(
                        requests -> requests.requestMatchers("/", "/index.html", "/flows.css", "/sign-up", "/error")
                                .permitAll()
                                .requestMatchers("/actuator/health/**", "/v3/api-docs/**")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .formLogin(form -> form.defaultSuccessUrl("/account/api-keys/"))
                .build();
    }

    @Bean
    static PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    /** Says who uses the page of keys: the person who is logged in, for the keys of that person's workspace. */
    @Bean
    ConsoleUsers consoleUsers() {
        return PagesSecurity::user;
    }

    private static Optional<ConsoleUser> user(ConsoleRequest request) {
        HttpServletRequest http = request.unwrap(HttpServletRequest.class).orElseThrow();
        if (!(http.getUserPrincipal() instanceof Authentication login)
                || !(login.getPrincipal() instanceof Member member)) {
            return Optional.empty();
        }
        CsrfToken token = (CsrfToken) http.getAttribute(CsrfToken.class.getName());
        Actor actor = Actor.member(member.email(), member.workspace(), Accounts.CEILING);
        return Optional.of(ConsoleUser.managing(actor).withFormField(token.getParameterName(), token.getToken()));
    }
}
