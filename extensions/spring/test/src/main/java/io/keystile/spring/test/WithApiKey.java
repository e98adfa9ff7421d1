package io.keystile.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sends a key with each request of a test: those of an autoconfigured {@code MockMvc} or {@code RestTestClient} that
 * have neither {@code Authorization} nor the header of keys themselves. The key is a real one, which is issued in the
 * application's store before the test and deleted after it; so permissions, limits and denials are those of the
 * application. On a method it replaces that of the class.
 *
 * <pre>{@code
 * @WebMvcTest(FlowsController.class)
 * @AutoConfigureApiKeys
 * class FlowsControllerTest {
 *     @Test
 *     @WithApiKey(permissions = "flows:execute")
 *     void runsAFlow(@Autowired MockMvc mvc) throws Exception {
 *         mvc.perform(post("/flows/f1/execute")).andExpect(status().isOk());
 *     }
 * }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface WithApiKey {
    /** Returns the permissions of the key, such as {@code flows:read}. */
    String[] permissions() default {};

    /** Returns the workspace of the key, which is created if it does not exist; by default a new one for each test. */
    String workspace() default "";

    /** Returns the environment of the key; the first of {@code keystile.environments} by default. */
    String environment() default "";

    /** Returns the plan of a workspace that is created. */
    String plan() default "free";
}
