package io.keystile.conformance.jaxrs;

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
    void stopSites() throws Exception {
        ordinary.close();
        withPreflights.close();
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
