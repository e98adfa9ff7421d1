package io.keystile.benchmarks.filter;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.benchmarks.KeyLimits;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.InMemoryApiKeyStore;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * How much does the servlet filter reduce a server's throughput? One Jetty serves the same trivial endpoint at {@code
 * /plain} without and at {@code /protected} with the filter, until it is killed. {@code filter-overhead.sh} calls both
 * in turn.
 */
public final class FilterOverheadServer {
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    private static final byte[] BODY = "{\"status\":\"completed\"}".getBytes(StandardCharsets.US_ASCII);

    private FilterOverheadServer() {}

    /** Starts the server, then prints the port and a key, on one line each. */
    public static void main(String[] arguments) throws Exception {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        Plans plans = KeyLimits.of(RateLimit.perMinute(100_000_000));
        ApiKeys keys = new ApiKeys(store, FORMAT, SecretHasher.sha256(), plans);
        Actor operator = Actor.system("benchmark");
        keys.createWorkspace(operator, WorkspaceRecord.of("acme", "enterprise"));
        String key = keys.issue(
                        operator,
                        "acme",
                        "live",
                        ApiKeySettings.named("load")
                                .withPermissions("flows:execute")
                                .withAllowlist("127.0.0.0/8"))
                .reveal();
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, FORMAT)
                .environments("live")
                .plans(plans)
                .build();
        Routes routes = Routes.protectAll().require("/**", "flows:execute");

        ServletContextHandler plain = context("/plain");
        ServletContextHandler guarded = context("/protected");
        FilterHolder filter = new FilterHolder(new ApiKeyFilter(authenticator, routes));
        filter.setAsyncSupported(true);
        guarded.addFilter(filter, "/*", ApiKeyFilter.allDispatches());

        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Sequence(plain, guarded));
        server.start();
        System.out.println("port " + connector.getLocalPort());
        System.out.println("key " + key);
        server.join();
    }

    private static ServletContextHandler context(String path) {
        ServletContextHandler context = new ServletContextHandler(path);
        ServletHolder servlet = new ServletHolder(new TrivialServlet());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/*");
        return context;
    }

    private static final class TrivialServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }
}
