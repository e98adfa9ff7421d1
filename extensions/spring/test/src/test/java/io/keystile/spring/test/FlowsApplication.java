package io.keystile.spring.test;

import io.keystile.ApiKeyPrincipal;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application whose store is a file, unless a test replaces it. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableMethodSecurity
class FlowsApplication {
    /** What needs a key. */
    @RestController
    static class Flows {
        @GetMapping("/flows")
        @PreAuthorize("hasAuthority('flows:read')")
        String flows(@AuthenticationPrincipal ApiKeyPrincipal caller) {
            return caller.workspace();
        }
    }
}
