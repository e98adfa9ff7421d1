package io.keystile.examples.dropwizard;

import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.console.Console;
import io.keystile.console.ConsoleServlet;
import io.keystile.console.ConsoleUser;
import io.keystile.jaxrs.ApiKeyFeature;
import io.keystile.model.PermissionSet;
import io.keystile.store.JsonFileApiKeyStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** The Dropwizard block of docs/console.md, in an application with a log-in of its own. */
public final class ConsoleGuideApplication extends Application<FlowsConfiguration> {
    /** Signs everybody in who says who they are. */
    private static final class LogIn extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String name = request.getHeader("X-Test-User");
            Principal user = name == null ? null : () -> name;
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public @Nullable Principal getUserPrincipal() {
                            return user;
                        }
                    },
                    response);
        }
    }

    @Override
    public void run(FlowsConfiguration configuration, Environment environment) {
        Keystile keystile = Keystile.builder(JsonFileApiKeyStore.open(configuration.keyFile()), "pk")
                .environments("live")
                .build();
        environment.jersey().register(new ApiKeyFeature(keystile));
        environment.lifecycle().manage(new AutoCloseableManager(keystile));
        environment
                .servlets()
                .addFilter("log-in", new LogIn())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        // begin docs/console.md
        Console console = Console.builder(
                        keystile.keys(),
                        request -> request.unwrap(HttpServletRequest.class)
                                .map(HttpServletRequest::getUserPrincipal)
                                .map(user -> ConsoleUser.managing(
                                        Actor.member(user.getName(), customerOf(user), PermissionSet.of("flows:*")))))
                .environments("live")
                .build();
        environment
                .servlets()
                .addServlet("api-keys", new ConsoleServlet(console))
                .addMapping("/settings/api-keys/*");
        // end
    }

    private static String customerOf(Principal user) {
        return user.getName().equals("mia") ? "acme" : "none";
    }
}
