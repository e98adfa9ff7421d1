package io.keystile.conformance.jaxrs;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.Routes;
import io.keystile.conformance.Connection;
import io.keystile.conformance.Deployment;
import io.keystile.conformance.ServletContainer;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.testkit.ContractServer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.ws.rs.core.Application;
import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contract of a JAX-RS implementation in a servlet container, with and without the servlet filter in front of it.
 */
public abstract class JaxRsServletContract extends JaxRsContract {
    /** The path of the JAX-RS servlet within the context. */
    protected static final String PATH = "/rest";

    private final ServletContainer container;
    private JaxRsSite withServletFilter;

    /** Creates the contract for an implementation in that container. */
    protected JaxRsServletContract(ServletContainer container) {
        this.container = container;
    }

    /** Returns the implementation's servlet for an application. Adds to the context whatever the servlet needs. */
    protected abstract Servlet servlet(Application application, ServletContext context);

    /** Returns the init parameters of the servlet; none unless overridden. */
    protected Map<String, String> initParameters() {
        return Map.of();
    }

    @Override
    protected final String container() {
        return container.nameAndVersion();
    }

    @Override
    protected final ContractServer start(Application application) throws Exception {
        return start(application, Connection.CLEAR);
    }

    private ContractServer start(Application application, Connection connection) throws Exception {
        return deploy(context -> register(application, context), connection);
    }

    private ContractServer startBehindFilter(Application application, ApiKeyAuthenticator authenticator)
            throws Exception {
        return deploy(
                context -> {
                    FilterRegistration.Dynamic filter =
                            context.addFilter("keystile", new ApiKeyFilter(authenticator, Routes.protectAll()));
                    filter.setAsyncSupported(true);
                    filter.addMappingForUrlPatterns(ApiKeyFilter.allDispatches(), false, "/*");
                    register(application, context);
                },
                Connection.CLEAR);
    }

    private ContractServer startBehind(Filter rewriter, Application application) throws Exception {
        return deploy(
                context -> {
                    FilterRegistration.Dynamic filter = context.addFilter("rewriter", rewriter);
                    filter.setAsyncSupported(true);
                    filter.addMappingForUrlPatterns(ApiKeyFilter.allDispatches(), false, "/*");
                    register(application, context);
                },
                Connection.CLEAR);
    }

    private ContractServer deploy(Consumer<ServletContext> setUp, Connection connection) throws Exception {
        ContractServer server = container.start(new Deployment("/app", setUp, Map.of(), connection));
        return new ContractServer(URI.create(server.base() + PATH), server.stop());
    }

    private void register(Application application, ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet("rest", servlet(application, context));
        servlet.setInitParameters(initParameters());
        servlet.setAsyncSupported(true);
        servlet.addMapping(PATH + "/*");
    }

    @BeforeAll
    void openBehindFilter() throws Exception {
        withServletFilter = JaxRsSite.start(UnaryOperator.identity(), this::startBehindFilter);
    }

    @AfterAll
    void stopBehindFilter() throws Exception {
        withServletFilter.close();
    }

    @Nested
    class Tls extends TlsChapter {
        Tls() {
            super(JaxRsServletContract.this::start);
        }
    }

    @Nested
    class RewrittenPeer extends RewrittenPeerChapter {
        RewrittenPeer() {
            super(JaxRsServletContract.this::startBehind);
        }
    }

    @Nested
    class BothAdapters extends BothAdaptersChapter {
        BothAdapters() {
            super(withServletFilter);
        }
    }
}
