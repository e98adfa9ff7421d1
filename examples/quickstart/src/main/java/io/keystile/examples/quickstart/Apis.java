package io.keystile.examples.quickstart;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.servlet.Routes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/** The same flows twice: by servlets behind the filter, and below {@code /rest} by JAX-RS with the feature. */
final class Apis {

    private Apis() {}

    /** Protects both with one authenticator, so that a call counts against the same limits whichever way it came. */
    static Handler of(ApiKeyAuthenticator authenticator, PrometheusMeterRegistry registry) {
        // Two contexts, because a filter's mapping cannot leave a path out, and one adapter is enough for each API.
        return new ContextHandlerCollection(servlets(authenticator, registry), rest(authenticator));
    }

    private static ServletContextHandler servlets(ApiKeyAuthenticator authenticator, PrometheusMeterRegistry registry) {
        ServletContextHandler api = new ServletContextHandler("/");
        Routes routes =
                Routes.protectAll().open("/health").open("/metrics").require("POST /flows/*/execute", "flows:execute");
        FilterHolder filter = new FilterHolder(new ApiKeyFilter(authenticator, routes));
        filter.setAsyncSupported(true);
        api.addFilter(filter, "/*", ApiKeyFilter.allDispatches());
        api.addServlet(new ServletHolder(new FlowServlet()), "/flows/*");
        api.addServlet(new ServletHolder(new HealthServlet()), "/health");
        api.addServlet(new ServletHolder(new MetricsServlet(registry)), "/metrics");
        return api;
    }

    private static ServletContextHandler rest(ApiKeyAuthenticator authenticator) {
        // begin
        ResourceConfig application = new ResourceConfig(FlowResource.class, HealthResource.class);
        application.register(new ApiKeyFeature(authenticator));
        // end
        application.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        application.property(
                CommonProperties.PROVIDER_DEFAULT_DISABLE, "ALL"); // else it warns of those that lack a library
        ServletContextHandler api = new ServletContextHandler("/rest");
        api.setAllowNullPathInContext(true); // else /rest is redirected to /rest/ before anybody asks for a key
        api.addServlet(new ServletHolder(new ServletContainer(application)), "/*");
        return api;
    }
}
