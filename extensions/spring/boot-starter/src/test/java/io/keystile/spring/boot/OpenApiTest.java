package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.MultipleOpenApiSupportConfiguration;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The document that springdoc makes of an application. */
class OpenApiTest {
    private static final WebApplicationContextRunner APPLICATION = Contexts.withSecurity()
            .withConfiguration(AutoConfigurations.of(
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    SpringDocConfiguration.class,
                    SpringDocConfigProperties.class,
                    SpringDocWebMvcConfiguration.class,
                    MultipleOpenApiSupportConfiguration.class))
            .withPropertyValues(
                    "keystile.brand=pk",
                    "keystile.environments=live",
                    "keystile.store.type=memory",
                    "keystile.security.enabled=false",
                    "keystile.public-paths=/open",
                    "keystile.routes[0].path=/flows/*/run",
                    "keystile.routes[0].permissions=flows:execute")
            .withUserConfiguration(Application.class);

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @RestController
    static class Application {
        @PostMapping("/flows/{id}/run")
        @PreAuthorize("hasAuthority('flows:read')")
        String run(@PathVariable String id) {
            return id;
        }

        @GetMapping("/any")
        @PreAuthorize("hasAuthority('a') or hasAuthority('b')")
        String any() {
            return "any";
        }

        @GetMapping("/open")
        String open() {
            return "open";
        }
    }

    private static JsonNode document(WebApplicationContextRunner runner) {
        JsonNode[] document = new JsonNode[1];
        runner.run(context -> document[0] = new ObjectMapper()
                .readTree(MockMvcBuilders.webAppContextSetup(context)
                        .build()
                        .perform(MockMvcRequestBuilders.get("/v3/api-docs"))
                        .andReturn()
                        .getResponse()
                        .getContentAsByteArray()));
        return document[0];
    }

    @Test
    void operationsHaveTheirPermissionsAndDenials() {
        JsonNode document = document(APPLICATION);

        JsonNode schemes = document.at("/components/securitySchemes");
        assertThat(schemes.at("/apiKeyHeader/name").asText()).isEqualTo("X-API-Key");
        assertThat(schemes.at("/apiKeyBearer/scheme").asText()).isEqualTo("bearer");
        JsonNode run = document.at("/paths/~1flows~1{id}~1run/post");
        assertThat(run.at("/security/0/apiKeyBearer")).hasToString("[\"flows:execute\",\"flows:read\"]");
        assertThat(run.at("/description").asText()).isEqualTo("Needs flows:execute, flows:read.");
        assertThat(run.at("/responses/429/headers").fieldNames())
                .toIterable()
                .contains("Retry-After", "RateLimit", "RateLimit-Policy");
        assertThat(run.at("/responses/401/headers/WWW-Authenticate").isMissingNode())
                .isFalse();
        assertThat(run.has("x-keystile-permissions")).isFalse();
        JsonNode any = document.at("/paths/~1any/get");
        assertThat(any.at("/security/0/apiKeyBearer")).hasToString("[]");
        assertThat(any.has("description")).isFalse();
    }

    @Test
    void openOperationsNeedNothing() {
        JsonNode open = document(APPLICATION).at("/paths/~1open/get");

        assertThat(open.isMissingNode()).isFalse();
        assertThat(open.has("security")).isFalse();
        assertThat(open.at("/responses").has("401")).isFalse();
    }

    @Test
    void documentIsLeftAloneIfSwitchedOff() {
        JsonNode document = document(APPLICATION.withPropertyValues("keystile.open-api.enabled=false"));

        assertThat(document.at("/paths/~1any/get").has("security")).isFalse();
    }
}
