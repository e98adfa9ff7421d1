package com.example.guide;

import static io.keystile.spring.security.ApiKeyConfigurer.apiKeys;
import static org.springframework.security.config.Customizer.withDefaults;

import io.keystile.Keystile;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The chain of docs/spring.md on which keys are one credential of several. Not found by the scan of another test. */
final class ResourceServerChain {
    @Bean
    SecurityFilterChain api(HttpSecurity http, Keystile keystile) {
        return http.securityMatcher("/api/**")
                .with(apiKeys(keystile), withDefaults())
                .httpBasic(withDefaults())
                .authorizeHttpRequests(requests -> requests.requestMatchers("/api/flows/**")
                        .hasAuthority("flows:read")
                        .anyRequest()
                        .authenticated())
                .build();
    }
}
