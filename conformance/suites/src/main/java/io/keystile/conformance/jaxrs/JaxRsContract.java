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

/** The HTTP contract, and what the JAX-RS feature promises beyond it. Extend it, and start applications. */
public abstract class JaxRsContract extends HttpContract {
    private JaxRsSite ordinary;
    private JaxRsSite withPreflights;

    /** For subclasses. */
    protected JaxRsContract() {}

    /** Returns what people call the implementation, with the version it says it has, for example {@code Jersey 4.0.3}. */
    protected abstract String implementation();

    /** Returns what it runs in, with its version. */
    protected abstract String container();

    /** Starts a server that serves a JAX-RS application. */
    protected abstract ContractServer start(Application application) throws Exception;

    @Override
    protected final ContractServer start(ContractApplication application) throws Exception {
        return start(new JaxRsApplication(
                new ApiKeyFeature(application.authenticator()),
                new ContractResource(application),
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
    class Answers extends AnswersChapter {
        Answers() {
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
}
