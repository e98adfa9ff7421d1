package io.keystile.conformance.cxf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.conformance.Deployment;
import io.keystile.conformance.TomcatContainer;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import jakarta.servlet.ServletRegistration;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.apache.cxf.BusFactory;
import org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CXF's list of services, which its servlet writes before any JAX-RS filter runs. */
class ServiceListTest {
    private final TestKeys keys = new TestKeys();
    private ContractServer server;

    /** A protected resource. */
    @Path("/flows")
    public static class Flows {
        @GET
        public String list() {
            return "flows";
        }
    }

    private static final class Flowing extends Application {
        private final Set<Object> parts;

        Flowing(Object... parts) {
            this.parts = Set.of(parts);
        }

        @Override
        @SuppressWarnings("deprecation") // as in the contract
        public Set<Object> getSingletons() {
            return parts;
        }
    }

    private Answer get(String path, Map<String, String> initParameters) throws Exception {
        server = new TomcatContainer().start(new Deployment("/app", context -> {
            CXFNonSpringJaxrsServlet servlet = new CXFNonSpringJaxrsServlet(
                    new Flowing(new ApiKeyFeature(keys.authenticator().build()), new Flows()));
            servlet.setBus(BusFactory.newInstance().createBus());
            ServletRegistration.Dynamic rest = context.addServlet("rest", servlet);
            rest.setInitParameters(initParameters);
            rest.addMapping("/rest/*");
        }));
        return new WireClient(server.base()).get("/rest" + path);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop().close();
    }

    /** What docs/adapters.md warns of. */
    @Test
    void listIsShownWithoutAKeyByDefault() throws Exception {
        Answer answer = get("/flows/services", Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("/app/rest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/services", "/services/", "/flows/services", "/services?formatted=false"})
    void hiddenListRequiresAKey(String path) throws Exception {
        Answer answer = get(path, CxfOnTomcatContractTest.SERVLET_PARAMETERS);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.problemType()).isEqualTo("urn:keystile:problem:key-required");
    }
}
