package io.keystile.console;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.jaxrs.Public;
import io.keystile.model.PermissionSet;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import java.security.Principal;
import java.util.Optional;

/** The Java blocks of docs/console.md. */
final class ConsoleSnippets {
    /** What the log-in of an application knows. */
    interface Member extends Principal {
        String customer();
    }

    private ConsoleSnippets() {}

    // begin
    static Console console(Keystile keystile) {
        return Console.builder(keystile.keys(), ConsoleSnippets::user)
                .environments("staging", "live")
                .permissions(
                        PermissionChoice.of("flows:read", "See flows"),
                        PermissionChoice.of("flows:execute", "Run flows"))
                .title("Acme")
                .backLink("/settings", "Settings")
                .login("/login")
                .exampleUrl("https://api.acme.example/v1/flows")
                .build();
    }
    // end

    static void mount(ServletContext context, Keystile keystile) {
        // begin
        context.addServlet("api-keys", new ConsoleServlet(console(keystile))).addMapping("/settings/api-keys/*");
        // end
    }

    static Routes routes() {
        // begin
        Routes routes = Routes.protectAll().open("/settings/api-keys/**");
        // end
        return routes;
    }

    // begin
    @Path("/settings/api-keys")
    @Public(inherited = true)
    public static final class ApiKeyPages extends ConsoleResource {
        public ApiKeyPages(Console console) {
            super(console);
        }
    }
    // end

    // begin
    static Optional<ConsoleUser> memberOf(ConsoleRequest request) {
        return request.unwrap(Member.class)
                .map(member -> ConsoleUser.managing(
                        Actor.member(member.getName(), member.customer(), PermissionSet.of("flows:*"))));
    }
    // end

    // begin
    static Optional<ConsoleUser> user(ConsoleRequest request) {
        return request.unwrap(HttpServletRequest.class)
                .map(HttpServletRequest::getUserPrincipal)
                .filter(Member.class::isInstance)
                .map(Member.class::cast)
                .map(member -> ConsoleUser.managing(
                        Actor.member(member.getName(), member.customer(), PermissionSet.of("flows:*"))));
    }
    // end

    // begin
    static void withUsage(ConsoleBuilder console, UsageMeter meter, UsageStore store) {
        console.usage(meter).usage(store);
    }
    // end

    // begin
    static void withRequests(ConsoleBuilder console, RecentDecisions recent) {
        console.requests(recent);
    }
    // end

    // begin
    static void withAlerts(ConsoleBuilder console, AlertStore alerts, WorkspaceAlerts workspaceAlerts) {
        console.alerts(alerts).alertSettings(workspaceAlerts);
    }
    // end

    // begin
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="stylesheet" href="https://assets.acme.example/acme.css">
            %s
            </head>
            <body>
            <header><a href="/">Acme</a> <a href="/settings">Settings</a></header>
            %s
            </body>
            </html>
            """;

    static void inOwnPage(ConsoleBuilder console) {
        console.layout((request, content) -> PAGE.formatted(content.head(), content.body()))
                .resourceOrigins("https://assets.acme.example");
    }
    // end
}
