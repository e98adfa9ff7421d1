package io.keystile.conformance.jaxrs;

import io.keystile.admin.Actor;
import io.keystile.console.Console;
import io.keystile.console.ConsoleRequest;
import io.keystile.console.ConsoleResource;
import io.keystile.console.ConsoleUser;
import io.keystile.jaxrs.Public;
import io.keystile.model.PermissionSet;
import io.keystile.testkit.TestKeys;
import jakarta.ws.rs.Path;
import java.util.Optional;

/** The console, open to whoever a header names: the application has another log-in than its API. */
@Path("/console")
@Public(inherited = true)
public class ConsolePages extends ConsoleResource {
    ConsolePages(TestKeys keys) {
        super(console(keys));
    }

    static Console console(TestKeys keys) {
        return Console.builder(keys.manager(), ConsolePages::user)
                .environments("live")
                .clock(keys::now)
                .build();
    }

    private static Optional<ConsoleUser> user(ConsoleRequest request) {
        return request.headers("X-Test-User").stream()
                .map(name -> ConsoleUser.managing(Actor.member(name, "enterprise", PermissionSet.of("flows:*"))))
                .findFirst();
    }
}
