package io.keystile.spring.test;

import io.keystile.Keystile;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.resttestclient.autoconfigure.RestTestClientBuilderCustomizer;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.ConfigurableMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcConfigurer;
import org.springframework.web.context.WebApplicationContext;

/** Sends the key of {@link WithApiKey} with the requests of Spring Boot's test clients. */
@AutoConfiguration(afterName = "io.keystile.spring.boot.KeystileAutoConfiguration")
@ConditionalOnBean(Keystile.class)
class KeystileTestAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MockMvcBuilderCustomizer.class)
    static class WithMockMvc {
        @Bean
        MockMvcBuilderCustomizer keystileMockMvcCustomizer(Keystile keystile) {
            String header = keystile.authenticator().apiKeyHeader();
            return builder -> builder.apply(new MockMvcConfigurer() {
                @Override
                public RequestPostProcessor beforeMockMvcCreated(
                        ConfigurableMockMvcBuilder<?> created, WebApplicationContext context) {
                    return request -> withKey(request, header);
                }
            });
        }

        private static MockHttpServletRequest withKey(MockHttpServletRequest request, String header) {
            String key = CurrentKey.get();
            if (key != null
                    && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                    && request.getHeader(header) == null) {
                request.addHeader(header, key);
            }
            return request;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestTestClientBuilderCustomizer.class)
    static class WithRestTestClient {
        @Bean
        RestTestClientBuilderCustomizer keystileRestTestClientCustomizer(Keystile keystile) {
            String header = keystile.authenticator().apiKeyHeader();
            return builder -> builder.requestInterceptor((request, body, execution) -> {
                String key = CurrentKey.get();
                HttpHeaders headers = request.getHeaders();
                if (key != null
                        && !headers.containsHeader(HttpHeaders.AUTHORIZATION)
                        && !headers.containsHeader(header)) {
                    headers.add(header, key);
                }
                return execution.execute(request, body);
            });
        }
    }
}
