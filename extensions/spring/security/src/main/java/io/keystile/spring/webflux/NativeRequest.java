package io.keystile.spring.webflux;

import io.keystile.adapter.AddressRewriter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The connection of a request, and its forwarding headers, as the server received them. Spring's
 * {@code ForwardedHeaderTransformer} replaces the address by one from these headers, which any client can write, and
 * removes the headers; the request of the server itself still has both.
 */
abstract sealed class NativeRequest {
    private static final boolean NETTY = isPresent("reactor.netty.http.server.HttpServerRequest");
    private static final boolean SERVLET = isPresent("jakarta.servlet.http.HttpServletRequest");

    private static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, NativeRequest.class.getClassLoader());
    }

    static NativeRequest of(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        Object received = receivedBy(request);
        if (NETTY && received instanceof HttpServerRequest netty) {
            return new OfNetty(netty, request.getSslInfo() != null);
        }
        if (SERVLET && received instanceof HttpServletRequest servlet) {
            return new OfServlet(servlet);
        }
        return new Unknown(exchange);
    }

    private static @Nullable Object receivedBy(ServerHttpRequest request) {
        ServerHttpRequest inner = request;
        while (inner instanceof ServerHttpRequestDecorator decorator) {
            inner = decorator.getDelegate();
        }
        try {
            return inner instanceof AbstractServerHttpRequest known ? known.getNativeRequest() : null;
        } catch (IllegalStateException e) {
            return null; // a request that a test has made up
        }
    }

    abstract @Nullable String peerAddress();

    abstract boolean secure();

    abstract @Nullable String addressRewriter();

    /** Returns the lines of a forwarding header that the server received. */
    abstract List<String> forwardingHeader(String name);

    private static @Nullable String textOf(@Nullable SocketAddress address) {
        InetAddress ip = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        return ip == null ? null : ip.getHostAddress();
    }

    /** Returns whether Spring's transformer removes this header. */
    static boolean isForwardingHeader(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("forwarded") || lower.startsWith("x-forwarded-");
    }

    /** A request of Reactor Netty. Its own handling of forwarding headers does not change the connection's address. */
    private static final class OfNetty extends NativeRequest {
        private final HttpServerRequest request;
        private final boolean secure;

        OfNetty(HttpServerRequest request, boolean secure) {
            this.request = request;
            this.secure = secure;
        }

        @Override
        @Nullable
        String peerAddress() {
            return textOf(request.connectionRemoteAddress());
        }

        @Override
        boolean secure() {
            return secure;
        }

        @Override
        @Nullable
        String addressRewriter() {
            return null;
        }

        @Override
        List<String> forwardingHeader(String name) {
            return request.requestHeaders().getAll(name);
        }
    }

    /** A request of a servlet container, such as Tomcat. */
    private static final class OfServlet extends NativeRequest {
        private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";

        private final HttpServletRequest request;

        OfServlet(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        @Nullable
        String peerAddress() {
            return request.getRemoteAddr();
        }

        /** Requires the cipher suite, because containers derive {@code isSecure} from what the client wrote, too. */
        @Override
        boolean secure() {
            return request.isSecure() && request.getAttribute(CIPHER_SUITE) != null;
        }

        @Override
        @Nullable
        String addressRewriter() {
            return AddressRewriter.in(request::getAttribute);
        }

        @Override
        List<String> forwardingHeader(String name) {
            return Collections.list(request.getHeaders(name));
        }
    }

    /** A request of another server, or of a test. Only Spring's view of it is known, which may be rewritten. */
    private static final class Unknown extends NativeRequest {
        private static final String TRANSFORMER = WebHttpHandlerBuilder.FORWARDED_HEADER_TRANSFORMER_BEAN_NAME;

        private final ServerWebExchange exchange;

        Unknown(ServerWebExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        @Nullable
        String peerAddress() {
            return textOf(exchange.getRequest().getRemoteAddress());
        }

        @Override
        boolean secure() {
            return exchange.getRequest().getSslInfo() != null;
        }

        @Override
        @Nullable
        String addressRewriter() {
            var context = exchange.getApplicationContext();
            return context != null && context.containsBean(TRANSFORMER) ? "Spring's ForwardedHeaderTransformer" : null;
        }

        @Override
        List<String> forwardingHeader(String name) {
            return exchange.getRequest().getHeaders().getOrEmpty(name);
        }
    }
}
