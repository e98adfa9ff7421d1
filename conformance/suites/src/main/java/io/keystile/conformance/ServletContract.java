package io.keystile.conformance;

import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.testkit.ContractApplication;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.HttpContract;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contract of the servlet filter in one container: the HTTP contract, and the dispatches, error pages,
 * asynchronous requests and identity of the servlet API.
 */
public abstract class ServletContract extends HttpContract {
    private record Layout(String contextPath, String servletPath) {}

    /** The base paths of the servers, in the order in which they start. */
    private static final List<Layout> LAYOUTS =
            List.of(new Layout("", ""), new Layout("/app", ""), new Layout("/app", "/api/v1"));

    private final ServletContainer container;
    private int started;
    private ServletStage stage;

    /** Creates the contract of a container. */
    protected ServletContract(ServletContainer container) {
        this.container = container;
    }

    /** Returns the protocol over which the contract is tested. */
    protected String protocol() {
        return "HTTP/1.1";
    }

    @Override
    protected ContractServer start(ContractApplication application) throws Exception {
        Layout layout = LAYOUTS.get(started++ % LAYOUTS.size());
        String prefix = layout.servletPath();
        ContractServer server = container.start(new Deployment(layout.contextPath(), context -> {
            addEarlierFields(context, application);
            filterAll(context, new ApiKeyFilter(application.authenticator(), routes(prefix)));
            ContractServlets.register(context, prefix, application);
        }));
        return new ContractServer(URI.create(server.base() + prefix), server.stop());
    }

    /** Registers a filter that sets fields before the adapter does. */
    public static void addEarlierFields(ServletContext context, ContractApplication application) {
        FilterRegistration.Dynamic registration = context.addFilter("earlier", (request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            application.earlierFields().forEach(field -> http.addHeader(field.name(), field.value()));
            chain.doFilter(request, response);
        });
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static Routes routes(String prefix) {
        return Routes.protectAll()
                .open("GET " + prefix + "/public")
                .open("GET " + prefix + "/public/*")
                .optional("GET " + prefix + "/either", Requirement.permission("flows:read"))
                .require("GET " + prefix + "/flows/*", "flows:read")
                .require("POST " + prefix + "/flows/*/execute", "flows:execute")
                .require(prefix + "/dear", Requirement.validKey().withCost(2))
                .require(prefix + "/free", Requirement.validKey().withCost(0))
                .require(prefix + "/admin/**", "admin:all");
    }

    /** Registers the filter for all paths and all kinds of dispatch. */
    public static void filterAll(ServletContext context, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter("keystile", filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(ApiKeyFilter.allDispatches(), false, "/*");
    }

    @BeforeAll
    void openStage() {
        stage = new ServletStage(container, this::connect);
    }

    @AfterAll
    void stopAndReport() throws Exception {
        stage.stop();
        ContractReport.write(getClass(), container.nameAndVersion(), "servlet filter", protocol());
    }

    @Nested
    class Dispatches extends DispatchChapter {
        Dispatches() {
            super(stage);
        }
    }

    @Nested
    class ErrorPages extends ErrorPageChapter {
        ErrorPages() {
            super(stage);
        }
    }

    @Nested
    class AsyncDispatches extends AsyncChapter {
        AsyncDispatches() {
            super(stage);
        }
    }

    @Nested
    class Identity extends IdentityChapter {
        Identity() {
            super(stage);
        }
    }

    @Nested
    class AmbiguousPaths extends AmbiguousPathChapter {
        AmbiguousPaths() {
            super(stage);
        }
    }

    @Nested
    class Tls extends TlsChapter {
        Tls() {
            super(container);
        }
    }
}
