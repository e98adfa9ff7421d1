package io.keystile.conformance.cxf;

import io.keystile.conformance.TomcatContainer;
import io.keystile.conformance.jaxrs.JaxRsServletContract;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet;
import org.apache.cxf.version.Version;

class CxfOnTomcatContractTest extends JaxRsServletContract {
    /** The CXF property that keeps field lines of the same name apart. Without it CXF joins the two challenges. */
    private static final String ADD_HEADERS = "org.apache.cxf.http.add-headers";

    /** Without it, CXF shows a list of its services at every path that ends in {@code /services}, to everybody. */
    static final Map<String, String> SERVLET_PARAMETERS = Map.of("hide-service-list-page", "true");

    CxfOnTomcatContractTest() {
        super(new TomcatContainer());
    }

    @Override
    protected String implementation() {
        return "Apache CXF " + Version.getCurrentVersion();
    }

    @Override
    protected Map<String, String> initParameters() {
        return SERVLET_PARAMETERS;
    }

    @Override
    protected Servlet servlet(Application application, ServletContext context) {
        Bus bus = BusFactory.newInstance().createBus();
        bus.setProperty(ADD_HEADERS, true);
        CXFNonSpringJaxrsServlet servlet = new CXFNonSpringJaxrsServlet(application);
        servlet.setBus(bus);
        return servlet;
    }
}
