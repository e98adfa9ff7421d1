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
    private final ContainerRequestContext context =
            answering(ContainerRequestContext.class, (self, method, arguments) -> {
                if (method.getName().equals("setProperty")) {
                    properties.put(arguments[0], arguments[1]);
                }
                return method.getName().equals("getProperty") ? properties.get(arguments[0]) : null;
            });
    private final ServletConnectionFilter filter = new ServletConnectionFilter();

    private static <T> T answering(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    private @Nullable Object connectionTold() {
        filter.filter(context);
        return properties.get(PeerConnection.PROPERTY);
    }

    @Test
    void connectionIsUnknownWhereTheInjectedRequestIsNone() {
        filter.request = answering(HttpServletRequest.class, (self, method, arguments) -> {
            throw new IllegalStateException("There is no servlet container");
        });

        assertThat(connectionTold()).isEqualTo(PeerConnection.UNKNOWN);
    }

    @Test
    void nothingIsToldWhereNothingIsInjected() {
        assertThat(connectionTold()).isNull();
    }

    @Test
    void whatTheApplicationHasToldStands() {
        PeerConnection told = new PeerConnection("192.0.2.1", true);
        properties.put(PeerConnection.PROPERTY, told);
        filter.request = answering(HttpServletRequest.class, (self, method, arguments) -> null);

        assertThat(connectionTold()).isEqualTo(told);
    }
}
