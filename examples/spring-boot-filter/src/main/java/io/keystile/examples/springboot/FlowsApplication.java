package io.keystile.examples.springboot;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Serves flows that require a key on {@code server.port}, by default 8080. */
@SpringBootApplication(proxyBeanMethods = false)
class FlowsApplication {
    @Bean
    Keystile keystile(@Value("${keystile.key-file:keystile-data/spring-boot-keys.json}") Path keyFile) {
        Keystile keystile = Keystile.builder(JsonFileApiKeyStore.open(keyFile), "pk")
                .environments("live")
                .build();
        DemoKey.issueOnce(keystile.keys(), System.out);
        return keystile;
    }

    @Bean
    FilterRegistrationBean<ApiKeyFilter> apiKeys(Keystile keystile) {
        Routes routes =
                Routes.protectAll().open("/health").open("/error").require("POST /flows/*/execute", "flows:execute");
        var bean = new FilterRegistrationBean<>(new ApiKeyFilter(keystile, routes));
        bean.setDispatcherTypes(ApiKeyFilter.allDispatches());
        return bean;
    }

    /** Runs the application until it is stopped. */
    public static void main(String[] args) {
        SpringApplication.run(FlowsApplication.class, args);
    }
}
