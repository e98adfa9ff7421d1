package io.keystile.examples.quickstart;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.servlet.ApiKeyFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/** Serves the same flows twice: with servlets behind the filter, and below {@code /rest} with the JAX-RS feature. */
final class Apis {

    private Apis() {}

    // Two contexts, because a filter mapping cannot exclude /rest, and each API needs only one adapter. They share one
    // authenticator, so that their calls count against the same limits.

    /** Returns a handler for the API of servlets. */
    static ServletContextHandler servlets(Keystile keystile, PrometheusMeterRegistry registry) {
        ServletContextHandler api = new ServletContextHandler("/");
        Routes routes =
                Routes.protectAll().open("/health").open("/metrics").require("POST /flows/*/execute", "flows:execute");
        FilterHolder filter = new FilterHolder(new ApiKeyFilter(keystile, routes));
        filter.setAsyncSupported(true);
        api.addFilter(filter, "/*", ApiKeyFilter.allDispatches());
        api.addServlet(new ServletHolder(new FlowServlet()), "/flows/*");
        api.addServlet(new ServletHolder(new HealthServlet()), "/health");
        api.addServlet(new ServletHolder(new MetricsServlet(registry)), "/metrics");
        return api;
    }

    /** Returns a handler for the JAX-RS API. */
    static ServletContextHandler rest(Keystile keystile) {
        ResourceConfig application = new ResourceConfig(FlowResource.class, HealthResource.class);
        application.register(new ApiKeyFeature(keystile));
        application.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        application.property(
                CommonProperties.PROVIDER_DEFAULT_DISABLE, "ALL"); // Jersey warns of providers that lack their library
        ServletContextHandler api = new ServletContextHandler("/rest");
        api.setAllowNullPathInContext(true); // otherwise /rest redirects to /rest/ before the key is checked
        api.addServlet(new ServletHolder(new ServletContainer(application)), "/*");
        return api;
    }
}
