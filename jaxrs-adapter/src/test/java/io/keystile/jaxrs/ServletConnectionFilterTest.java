package io.keystile.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServletConnectionFilterTest {
    private final Map<Object, Object> properties = new HashMap<>();
    private final ContainerRequestContext context = proxy(ContainerRequestContext.class, (self, method, arguments) -> {
        if (method.getName().equals("setProperty")) {
            properties.put(arguments[0], arguments[1]);
        }
        return method.getName().equals("getProperty") ? properties.get(arguments[0]) : null;
    });
    private final ServletConnectionFilter filter = new ServletConnectionFilter();

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object connectionAfterFilter() {
        filter.filter(context);
        return properties.get(PeerConnection.PROPERTY);
    }

    @Test
    void connectionIsUnknownIfTheInjectedRequestFails() {
        filter.request = proxy(HttpServletRequest.class, (self, method, arguments) -> {
            throw new IllegalStateException("There is no servlet container");
        });

        assertThat(connectionAfterFilter()).isEqualTo(PeerConnection.UNKNOWN);
    }

    @Test
    void connectionIsNotSetWithoutAnInjectedRequest() {
        assertThat(connectionAfterFilter()).isNull();
    }

    @Test
    void connectionThatTheApplicationSetIsKept() {
        PeerConnection expected = new PeerConnection("192.0.2.1", true);
        properties.put(PeerConnection.PROPERTY, expected);
        filter.request = proxy(HttpServletRequest.class, (self, method, arguments) -> null);

        assertThat(connectionAfterFilter()).isEqualTo(expected);
    }
}
