package io.keystile.benchmarks.filter;

import com.sun.management.OperatingSystemMXBean;
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
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.jspecify.annotations.Nullable;

/**
 * How much does the servlet filter reduce a server's throughput? One Jetty serves the same trivial endpoint in four
 * contexts, until it is killed. {@code filter-overhead.sh} calls them in turn.
 *
 * <ul>
 *   <li>{@code /plain} has no filter.
 *   <li>{@code /emptyFilter} has a filter that only calls the chain.
 *   <li>{@code /emptyFilterWithFields} has a filter that sets the two fields of the quota to constants.
 *   <li>{@code /protected} has {@link ApiKeyFilter}.
 * </ul>
 *
 * {@code /cpu} returns the CPU time of the process in nanoseconds.
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

        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new ContextHandlerCollection(
                context("/plain", new TrivialServlet(), null),
                context(
                        "/emptyFilter",
                        new TrivialServlet(),
                        (request, response, chain) -> chain.doFilter(request, response)),
                context("/emptyFilterWithFields", new TrivialServlet(), FilterOverheadServer::setConstantFields),
                context("/protected", new TrivialServlet(), new ApiKeyFilter(authenticator, routes)),
                context("/cpu", new CpuTimeServlet(), null)));
        server.start();
        System.out.println("port " + connector.getLocalPort());
        System.out.println("key " + key);
        server.join();
    }

    private static ServletContextHandler context(String path, HttpServlet resource, @Nullable Filter filter) {
        ServletContextHandler context = new ServletContextHandler(path);
        if (filter != null) {
            FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", ApiKeyFilter.allDispatches());
        }
        ServletHolder servlet = new ServletHolder(resource);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/*");
        return context;
    }

    /** Sets fields as long as those that the filter sets, so that the responses have the same size. */
    private static void setConstantFields(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse http = (HttpServletResponse) response;
        http.setHeader("RateLimit-Policy", "\"per-minute\";q=100000000;w=60");
        http.setHeader("RateLimit", "\"per-minute\";r=99876543;t=1");
        chain.doFilter(request, response);
    }

    private static final class CpuTimeServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            response.getWriter().println(process.getProcessCpuTime());
        }
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
