package io.keystile.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.adapter.Routes;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests and responses that tests make up, by a proxy or a mocking library. A method that the test did not define
 * returns null, false or 0, which no container does.
 */
class MadeUpRequestTest {
    private static final Map<Class<?>, Object> NOTHING = Map.of(boolean.class, false, int.class, 0, long.class, 0L);

    private final TestKeys keys = new TestKeys();
    private final Map<String, Object> request = new HashMap<>();
    private final Map<String, Object> response = new HashMap<>();
    private final List<HttpServletRequest> passed = new ArrayList<>();
    private final List<Object> statuses = new ArrayList<>();

    private void pass(Routes routes) throws Exception {
        ApiKeyFilter filter =
                new ApiKeyFilter(keys.authenticator().insecurelyAllowClearText().build(), routes);
        FilterChain chain = (passedRequest, passedResponse) -> passed.add((HttpServletRequest) passedRequest);
        filter.doFilter(madeUp(HttpServletRequest.class, request), madeUp(HttpServletResponse.class, response), chain);
    }

    private <T> T madeUp(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(method, arguments, answers)));
    }

    private @Nullable Object answer(Method method, Object @Nullable [] arguments, Map<String, Object> answers) {
        if (method.getName().equals("setStatus") && arguments != null) {
            statuses.add(arguments[0]);
        }
        if (method.getName().equals("getHeaders") && arguments != null && answers.containsKey(arguments[0] + ":")) {
            return Collections.enumeration(List.of(answers.get(arguments[0] + ":")));
        }
        if (answers.containsKey(method.getName())) {
            return answers.get(method.getName());
        }
        return NOTHING.get(method.getReturnType());
    }

    private void key(String key) {
        request.put("Authorization:", "Bearer " + key);
    }

    @Test
    void emptyRequestIsDenied() throws Exception {
        response.put("getHeaderNames", List.of());

        pass(Routes.protectAll().open("/").allowCorsPreflight());

        assertThat(statuses).containsExactly(401);
        assertThat(passed).isEmpty();
    }

    @Test
    void grantedRequestHasItsCallerAndNoAsynchronousWork() throws Exception {
        String key = keys.issue();
        key(key);

        pass(Routes.protectAll());

        assertThat(passed).singleElement().satisfies(granted -> {
            assertThat(granted.getUserPrincipal().getName())
                    .isEqualTo(keys.idOf(key).value());
            assertThat(granted.getAsyncContext()).isNull();
            assertThat(granted.startAsync()).isNull();
        });
    }

    /** Its servlet path and path info are empty, as they are for the root. */
    @Test
    void rulesApplyToTheUriOfARequestWithoutAPath() throws Exception {
        Routes routes = Routes.protectAll().open("/").require("/flows/*", "flows:read");
        request.put("getContextPath", "/app");
        response.put("getHeaderNames", List.of());
        key(keys.issue());

        for (String uri : List.of("/app/flows/1", "/app/flows%31/1", "/other/", "/app/", "/app")) {
            request.put("getRequestURI", uri);
            pass(routes);
        }
        assertThat(statuses).containsExactly(403, 403, 403);
        assertThat(passed).hasSize(2);
    }
}
