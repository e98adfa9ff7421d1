package io.keystile.conformance.spring;

import io.keystile.conformance.Deployment;
import io.keystile.conformance.ServletContainer;
import io.keystile.conformance.ServletContract;
import io.keystile.testkit.ContractServer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Starts Spring MVC behind the filter chains of a configuration. */
final class SpringApplications {
    private SpringApplications() {}

    /**
     * Starts an application.
     *
     * @param prefix the path of the dispatcher servlet; empty for the root
     * @param beans singletons that the configuration uses, by name
     * @param before adds filters before the chains
     * @param deployment returns the deployment with this set-up
     */
    static ContractServer start(
            ServletContainer container,
            String prefix,
            Map<String, Object> beans,
            Consumer<ServletContext> before,
            Class<?> configuration,
            Function<Consumer<ServletContext>, Deployment> deployment)
            throws Exception {
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.addBeanFactoryPostProcessor(factory -> beans.forEach(factory::registerSingleton));
        spring.register(configuration);
        ContractServer server = container.start(deployment.apply(context -> {
            spring.setServletContext(context);
            spring.refresh();
            before.accept(context);
            ServletContract.filterAll(context, spring.getBean("springSecurityFilterChain", Filter.class));
            ServletRegistration.Dynamic servlet = context.addServlet("spring", new DispatcherServlet(spring));
            servlet.setAsyncSupported(true);
            servlet.addMapping(prefix.isEmpty() ? "/" : prefix + "/*");
        }));
        return new ContractServer(server.base(), () -> {
            server.stop().close();
            spring.close();
        });
    }
}
