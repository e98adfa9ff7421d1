package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What springdoc's document says about keys. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnClass(GlobalOpenApiCustomizer.class)
@ConditionalOnBean(Keystile.class)
@ConditionalOnBooleanProperty(name = "keystile.open-api.enabled", matchIfMissing = true)
class KeystileOpenApiAutoConfiguration {
    @Bean
    KeystileOpenApi keystileOpenApi(Keystile keystile, Routes routes) {
        return new KeystileOpenApi(routes, keystile.authenticator().apiKeyHeader());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.security.access.prepost.PreAuthorize")
    static class WithMethodSecurity {
        @Bean
        OperationPermissions keystileOperationPermissions() {
            return new OperationPermissions();
        }
    }
}
