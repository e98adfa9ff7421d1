package io.keystile.console;

import io.keystile.adapter.Routes;
import jakarta.servlet.ServletContext;

/** The Java blocks of docs/admin-api.md. */
final class AdminApiSnippets {
    private AdminApiSnippets() {}

    // begin
    static AdminApi api(Console console) {
        return AdminApi.of(console).withApiKeys("api-keys:manage");
    }
    // end

    static void mount(ServletContext context, Console console) {
        // begin
        context.addServlet("api-keys-api", new ConsoleServlet(api(console))).addMapping("/api/keys/*");
        // end
    }

    static Routes routes() {
        // begin
        Routes routes = Routes.protectAll().optional("/api/keys/**");
        // end
        return routes;
    }
}
