package io.keystile.conformance.jaxrs;

import io.keystile.console.AdminApi;
import io.keystile.console.ConsoleResource;
import io.keystile.jaxrs.Public;
import io.keystile.testkit.TestKeys;
import jakarta.ws.rs.Path;

/** The admin API for the same people as {@link ConsolePages}. */
@Path("/console-api")
@Public(inherited = true)
public class ConsoleApi extends ConsoleResource {
    ConsoleApi(TestKeys keys) {
        super(AdminApi.of(ConsolePages.console(keys)));
    }
}
