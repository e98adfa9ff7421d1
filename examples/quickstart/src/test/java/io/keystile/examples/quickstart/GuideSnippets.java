package io.keystile.examples.quickstart;

import io.keystile.ApiKeyPrincipal;
import io.keystile.Keystile;
import io.keystile.KeystileBuilder;
import io.keystile.adapter.Routes;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.ApiKeyStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Consumer;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * The Java blocks of docs/proxies.md, docs/browsers.md and docs/containers.md. {@link GuidesTest} compares them with
 * the guides and runs them.
 */
final class GuideSnippets {

    private GuideSnippets() {}

    static Keystile behindProxy(ApiKeyStore store) {
        // begin docs/proxies.md
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .clientAddresses(
                        ClientAddressResolver.behind(IpAllowlist.of("10.0.1.10"), ForwardingHeader.X_FORWARDED_FOR))
                .build();
        // end
        return keystile;
    }

    record Stream(Keystile keystile, ApiKeyPrincipal caller) {
        // begin docs/streams.md
        void send(Iterable<String> events, Consumer<String> client) {
            for (String event : events) {
                if (!keystile.authenticator().stillGranted(caller)) {
                    return;
                }
                client.accept(event);
            }
        }
        // end
    }

    static ApiKeySettings allowlist() {
        // begin docs/proxies.md
        ApiKeySettings bound = ApiKeySettings.named("batch")
                .withPlan("enterprise")
                .withAllowlist("203.0.113.0/24", "2001:db8:42::/48");
        // end
        return bound;
    }

    static Routes preflightsPass() {
        // begin docs/browsers.md
        Routes routes = Routes.protectAll()
                .require("POST /flows/*/execute", "flows:execute")
                .allowCorsPreflight();
        // end
        return routes;
    }

    // begin docs/browsers.md
    /** Answers preflights, and lets pages of one origin read every response. */
    static final class CorsFilter extends HttpFilter {
        private static final long serialVersionUID = 1L;
        private static final String ORIGIN = "https://app.example.com";

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            response.addHeader("Vary", "Origin");
            boolean allowed = ORIGIN.equals(request.getHeader("Origin"));
            if (allowed) {
                response.setHeader("Access-Control-Allow-Origin", ORIGIN);
                response.setHeader(
                        "Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate");
            }
            if (allowed
                    && request.getMethod().equals("OPTIONS")
                    && request.getHeader("Access-Control-Request-Method") != null) {
                response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
                response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
                response.setHeader("Access-Control-Max-Age", "600");
                response.setStatus(204);
                return;
            }
            chain.doFilter(request, response);
        }
    }
    // end

    static void wire(ServletContext context, Keystile keystile, Routes routes) {
        // begin docs/browsers.md
        FilterRegistration.Dynamic cors = context.addFilter("cors", new CorsFilter());
        cors.setAsyncSupported(true);
        cors.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        ApiKeyFilter.register(context, keystile, routes);
        // end
    }

    // begin docs/browsers.md
    /** Lets pages of one origin read every response: response filters also see what Keystile denies. */
    static final class CorsHeaders implements ContainerResponseFilter {
        private static final String ORIGIN = "https://app.example.com";

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            MultivaluedMap<String, Object> headers = response.getHeaders();
            headers.add("Vary", "Origin");
            if (ORIGIN.equals(request.getHeaderString("Origin"))) {
                headers.putSingle("Access-Control-Allow-Origin", ORIGIN);
                headers.putSingle(
                        "Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate");
                headers.putSingle("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
                headers.putSingle("Access-Control-Allow-Headers", "Authorization, Content-Type");
                headers.putSingle("Access-Control-Max-Age", "600");
            }
        }
    }
    // end

    static void register(ResourceConfig application, Keystile keystile) {
        // begin docs/browsers.md
        application.register(new ApiKeyFeature(keystile).allowCorsPreflight());
        application.register(new CorsHeaders());
        // end
    }

    // begin docs/containers.md
    /** Admits clear text only where the environment says so, and then accepts no live key. */
    static Keystile keystile(ApiKeyStore store, Map<String, String> environment) {
        KeystileBuilder builder = Keystile.builder(store, "pk");
        if ("true".equals(environment.get("KEYSTILE_DEV_CLEAR_TEXT"))) {
            return builder.environments("dev").insecurelyAllowClearText().build();
        }
        return builder.environments("live").build();
    }
    // end
}
