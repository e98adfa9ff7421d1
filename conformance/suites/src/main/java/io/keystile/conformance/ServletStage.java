package io.keystile.conformance;

import io.keystile.adapter.Routes;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractClient;
import io.keystile.testkit.ContractServer;
import io.keystile.testkit.TestKeys;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server with servlets that forward, include or dispatch requests. It starts on first use; all chapters share it. */
final class ServletStage {
    /** The servlets that dispatch requests exist twice: protected, and below {@code /public} without a key. */
    private static final Routes ROUTES =
            Routes.protectAll().open("/public/**").open("/open-error").require("/admin/**", "admin:all");

    final TestKeys keys = new TestKeys();
    final AtomicInteger runs = new AtomicInteger();
    private final ServletContainer container;
    private final Function<URI, ContractClient> clients;
    private @Nullable ContractServer server;
    private @Nullable ContractClient client;

    ServletStage(ServletContainer container, Function<URI, ContractClient> clients) {
        this.container = container;
        this.clients = clients;
    }

    Answer get(String path, String... headerLines) {
        return client().send("GET", path, "", headerLines);
    }

    private ContractClient client() {
        if (client == null) {
            try {
                server = container.start(deployment());
            } catch (Exception e) {
                throw new IllegalStateException("The server did not start", e);
            }
            client = clients.apply(server.base());
        }
        return client;
    }

    private Deployment deployment() {
        Map<Integer, String> errorPages =
                Map.of(404, "/closed-error", 500, "/closed-error", 410, "/open-error", 418, "/admin/error");
        return new Deployment(
                "/stage",
                context -> {
                    ServletContract.filterAll(
                            context, new ApiKeyFilter(keys.authenticator().build(), ROUTES));
                    StageServlets.register(context, keys, runs);
                },
                errorPages,
                Connection.CLEAR);
    }

    void stop() throws Exception {
        if (server != null) {
            server.stop().close();
        }
    }
}
