package io.keystile.examples.quickstart;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.console.Console;
import io.keystile.console.ConsoleServlet;
import io.keystile.console.ConsoleUser;
import io.keystile.console.PermissionChoice;
import io.keystile.model.PermissionSet;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.usage.UsageMeter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** The console below {@code /console/}, for this machine only: everybody there is the same member of a workspace. */
final class ConsolePages {
    private static final String MEMBER = "you";

    private ConsolePages() {}

    /**
     * Returns a handler for the pages.
     *
     * @param flow the address of a flow, for the examples of calls
     */
    static ServletContextHandler of(
            Keystile keystile,
            UsageMeter usage,
            RecentDecisions requests,
            AlertStore alerts,
            WorkspaceAlerts alertSettings,
            InstantSource clock,
            URI flow) {
        // A real application takes the user from its own log-in.
        ConsoleUser you = ConsoleUser.managing(
                Actor.member(MEMBER, SampleKeys.WORKSPACE, PermissionSet.of("flows:read", "flows:execute")));
        Console console = Console.builder(keystile.keys(), request -> Optional.of(you))
                .environments(SampleKeys.ENVIRONMENT)
                .permissions(
                        PermissionChoice.of("flows:read", "See flows"),
                        PermissionChoice.of("flows:execute", "Run flows"))
                .title("Quickstart")
                .exampleUrl("-d '{}' " + flow)
                .usage(usage)
                .requests(requests)
                .alerts(alerts)
                .alertSettings(alertSettings)
                .clock(clock)
                .build();
        ServletContextHandler pages = new ServletContextHandler("/console");
        pages.setAllowNullPathInContext(true); // so that the filter sees /console too
        pages.addFilter(new FilterHolder(new LocalOnly()), "/*", EnumSet.allOf(DispatcherType.class));
        pages.addServlet(new ServletHolder(new ConsoleServlet(console)), "/*");
        return pages;
    }
}
