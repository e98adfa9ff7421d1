package io.keystile.spring.security;

import io.keystile.testkit.Answer;
import io.keystile.testkit.WireClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** An embedded Tomcat with Spring MVC and the filter chains of a configuration, for all dispatches. */
final class SecurityServer implements AutoCloseable {
    /** Tomcat runs requests on virtual threads where the JDK has them. */
    static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final Path folder;
    private final Tomcat tomcat = new Tomcat();
    private final AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
    private final WireClient client;

    /**
     * Starts a server.
     *
     * @param beans singletons that the configuration uses, by name
     * @param before adds filters before the chains
     */
    SecurityServer(Map<String, Object> beans, Consumer<ServletContext> before, Class<?>... configuration)
            throws IOException, LifecycleException {
        folder = Files.createTempDirectory("keystile-security");
        tomcat.setBaseDir(folder.toString());
        tomcat.setSilent(true);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("useVirtualThreads", String.valueOf(VIRTUAL_THREADS));
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        spring.addBeanFactoryPostProcessor(factory -> beans.forEach(factory::registerSingleton));
        spring.register(configuration);
        context.addServletContainerInitializer((classes, servlets) -> setUp(servlets, before), Set.of());
        ErrorPage page = new ErrorPage();
        page.setLocation("/error");
        context.addErrorPage(page);
        tomcat.start();
        client = new WireClient(URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    }

    private void setUp(ServletContext servlets, Consumer<ServletContext> before) {
        spring.setServletContext(servlets);
        spring.refresh();
        before.accept(servlets);
        filterAll(servlets, "security", spring.getBean("springSecurityFilterChain", Filter.class));
        ServletRegistration.Dynamic servlet = servlets.addServlet("spring", new DispatcherServlet(spring));
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        servlet.addMapping("/");
    }

    static void filterAll(ServletContext servlets, String name, Filter filter) {
        FilterRegistration.Dynamic registration = servlets.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
    }

    Answer get(String path, String... headerLines) {
        return client.get(path, headerLines);
    }

    Answer post(String path, String... headerLines) {
        return client.send("POST", path, "", headerLines);
    }

    /** Logs ada in with the form and returns the Cookie line of her session. */
    String logIn() {
        Answer form = client.get("/login", "Accept: text/html");
        Matcher token = TOKEN.matcher(form.body());
        if (!token.find()) {
            throw new AssertionError(form.raw());
        }
        Answer answer = client.send(
                "POST",
                "/login",
                "username=ada&password=secret&_csrf=" + token.group(1),
                "Content-Type: application/x-www-form-urlencoded",
                cookie(form));
        return cookie(answer);
    }

    private static String cookie(Answer answer) {
        return "Cookie: " + answer.header("Set-Cookie").get(0).replaceFirst(";.*", "");
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        spring.close();
        delete(folder.toFile());
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
