package io.keystile.conformance.webflux;

import io.keystile.testkit.ContractServer;
import java.net.URI;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.ContextPathCompositeHandler;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Starts WebFlux applications on Reactor Netty. */
final class WebFluxServers {
    private WebFluxServers() {}

    /** The infrastructure of annotated controllers, without Spring Boot. */
    @EnableWebFlux
    static class Infrastructure {}

    /** Registers the beans of an application. */
    interface Beans {
        void register(AnnotationConfigApplicationContext context);
    }

    static String nameAndVersion() {
        return "Reactor Netty " + HttpServer.class.getPackage().getImplementationVersion();
    }

    /** Starts an application in clear text. */
    static ContractServer start(String contextPath, Beans beans) {
        return start(HttpServer.create(), contextPath, beans);
    }

    /** Starts an application on a port of the loopback that the system chooses. */
    static ContractServer start(HttpServer server, String contextPath, Beans beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Infrastructure.class);
        beans.register(context);
        context.refresh();
        DisposableServer started = server.host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(handler(context, contextPath)))
                .bindNow();
        String scheme = server.configuration().isSecure() ? "https" : "http";
        URI base = URI.create(scheme + "://127.0.0.1:" + started.port() + contextPath);
        return new ContractServer(base, () -> {
            started.disposeNow();
            context.close();
        });
    }

    private static HttpHandler handler(ApplicationContext context, String contextPath) {
        HttpHandler handler = WebHttpHandlerBuilder.applicationContext(context).build();
        return contextPath.isEmpty() ? handler : new ContextPathCompositeHandler(Map.of(contextPath, handler));
    }
}
