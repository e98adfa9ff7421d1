package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForwardingApiKeyStoreTest {
    /** What they do is done by the others: {@code write} and {@code list}. */
    private static final Set<String> COMPOSED = Set.of("insert", "replace", "forEachKey");

    /** A default that is not forwarded would answer for the store without asking it. */
    @Test
    void everyMethodIsForwarded() {
        for (Method method : ApiKeyStore.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !COMPOSED.contains(method.getName())) {
                assertThat(Arrays.stream(ForwardingApiKeyStore.class.getDeclaredMethods())
                                .anyMatch(own -> own.getName().equals(method.getName())
                                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes())))
                        .as(method.toString())
                        .isTrue();
            }
        }
    }
}
