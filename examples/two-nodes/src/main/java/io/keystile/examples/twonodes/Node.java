package io.keystile.examples.twonodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.ApiKeyPrincipal;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.adapter.Routes;
import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcChangeFeed;
import io.keystile.redis.LettuceRedis;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.servlet.ApiKeyFilter;
import io.lettuce.core.RedisClient;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * One node: {@code GET /flows} needs a key, and {@code DELETE /key} revokes the key that it is called with. Nodes know
 * nothing of each other. They have the same database and the same Redis.
 */
final class Node {
    private final Server server = new Server();

    /** Starts a node on a port that the system chooses. */
    Node(String database, String redis) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database);
        HikariDataSource pool = new HikariDataSource(config);
        RedisClient client = RedisClient.create(redis);
        client.setOptions(LettuceRedis.clientOptions().build());

        Keystile keystile = Keystile.builder(JdbcApiKeyStore.over(pool), TwoNodes.BRAND)
                .environments(TwoNodes.ENVIRONMENT)
                .changeFeed(JdbcChangeFeed.over(pool))
                .rateLimiter(RedisRateLimiter.over(LettuceRedis.of(client.connect()))
                        .shareWhenUnreachable(2)
                        .timeout(Duration.ofSeconds(2)) // all calls come at once, to a process that has just started
                        .build())
                .build();

        ServletContextHandler context = new ServletContextHandler("/");
        // A key over its limit can still be revoked.
        Routes routes = Routes.protectAll()
                .require("DELETE /key", Requirement.validKey().withCost(0));
        ApiKeyFilter.register(context.getServletContext(), keystile, routes);
        context.addServlet(new ServletHolder(new Flows()), "/flows");
        context.addServlet(new ServletHolder(new OwnKey(keystile)), "/key");
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("localhost");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        System.out.println(connector.getLocalPort());
    }

    private static final class Flows extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("flows of " + caller(request).workspace());
        }
    }

    private static final class OwnKey extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Keystile keystile;

        OwnKey(Keystile keystile) {
            this.keystile = keystile;
        }

        @Override
        protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
            ApiKeyPrincipal caller = caller(request);
            keystile.keys().revoke(caller.asActor(), caller.keyId(), "the owner revoked it");
            response.setStatus(204);
        }
    }

    private static ApiKeyPrincipal caller(HttpServletRequest request) {
        return (ApiKeyPrincipal) request.getUserPrincipal();
    }

    /** Prints the port. Stops when its input ends, so that no node outlives {@link TwoNodes}. */
    public static void main(String[] args) throws Exception {
        Node unused = new Node(args[0], args[1]);
        System.in.readAllBytes();
        System.exit(0);
    }
}
