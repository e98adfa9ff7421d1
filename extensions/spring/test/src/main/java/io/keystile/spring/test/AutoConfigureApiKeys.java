package io.keystile.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Configures the application's protection by keys in a test, with a store in memory instead of its database: beside
 * {@code @WebMvcTest} for controllers alone, or beside {@code @SpringBootTest}. All other properties are those of the
 * application.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ImportAutoConfiguration
@TestPropertySource(properties = "keystile.store.type=memory")
public @interface AutoConfigureApiKeys {}
