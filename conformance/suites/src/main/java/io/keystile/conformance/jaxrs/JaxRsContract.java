package io.keystile.conformance.jaxrs;

import io.keystile.conformance.ContractReport;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.testkit.ContractApplication;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.HttpContract;
import jakarta.ws.rs.core.Application;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The HTTP contract, and the guarantees that the JAX-RS feature adds. Subclasses start JAX-RS applications. */
public abstract class JaxRsContract extends HttpContract {
    private JaxRsSite ordinary;
    private JaxRsSite withPreflights;

    /** Creates the contract. */
    protected JaxRsContract() {}

    /** Returns the common name of the implementation and the version it reports, for example {@code Jersey 4.0.3}. */
    protected abstract String implementation();

    /** Returns the name and the version of the container. */
    protected abstract String container();

    /** Starts a server that serves a JAX-RS application. */
    protected abstract ContractServer start(Application application) throws Exception;

    @Override
    protected final ContractServer start(ContractApplication application) throws Exception {
        return start(new JaxRsApplication(
                new ApiKeyFeature(application.authenticator()),
                new ContractResource(application),
                new EarlierFieldsFilter(application.earlierFields()),
                new EverywhereFilter()));
    }

    @BeforeAll
    void openSites() throws Exception {
        ordinary = JaxRsSite.start(UnaryOperator.identity(), (application, authenticator) -> start(application));
        withPreflights =
                JaxRsSite.start(ApiKeyFeature::allowCorsPreflight, (application, authenticator) -> start(application));
    }

    @AfterAll
    void stopSitesAndReport() throws Exception {
        ordinary.close();
        withPreflights.close();
        ContractReport.write(getClass(), container(), "JAX-RS feature, " + implementation(), "HTTP/1.1");
    }

    @Nested
    class Locators extends LocatorsChapter {
        Locators() {
            super(ordinary);
        }
    }

    @Nested
    class Inheritance extends InheritanceChapter {
        Inheritance() {
            super(ordinary);
        }
    }

    @Nested
    class Responses extends ResponsesChapter {
        Responses() {
            super(ordinary);
        }
    }

    @Nested
    class UnknownPaths extends UnknownPathsChapter {
        UnknownPaths() {
            super(ordinary);
        }
    }

    @Nested
    class Cors extends CorsChapter {
        Cors() {
            super(withPreflights);
        }
    }

    @Nested
    class Console extends ConsoleChapter {
        Console() {
            super(ordinary);
        }
    }
}
