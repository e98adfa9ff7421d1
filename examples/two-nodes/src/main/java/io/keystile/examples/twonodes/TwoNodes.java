package io.keystile.examples.twonodes;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.jdbc.JdbcApiKeyStore;
import io.keystile.jdbc.JdbcSchema;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.testkit.RedisProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Starts PostgreSQL, Redis and two processes of {@link Node}, shows that a limit holds over both nodes and that each
 * obeys the other's revocation at once, and stops them all.
 */
final class TwoNodes implements AutoCloseable {
    static final String BRAND = "pk";
    static final String ENVIRONMENT = "live";

    private static final int CALLS = 300;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedPostgres postgres;
    private final RedisProcess redis;
    private final List<Process> processes = new ArrayList<>();
    private final List<URI> nodes = new ArrayList<>();

    private TwoNodes() throws IOException {
        postgres = EmbeddedPostgres.start();
        redis = RedisProcess.start();
        JdbcSchema.create(postgres.getPostgresDatabase());
        for (int i = 0; i < 2; i++) {
            processes.add(startNode(postgres.getJdbcUrl("postgres", "postgres"), "redis://127.0.0.1:" + redis.port()));
        }
        for (Process node : processes) {
            nodes.add(addressOf(node));
        }
    }

    private static Process startNode(String database, String redis) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", classPath(), Node.class.getName(), database, redis)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String classPath() {
        // Maven runs the example in its own process, with a class loader in place of a class path.
        return TwoNodes.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(url -> Path.of(URI.create(url.toString())).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    private static URI addressOf(Process node) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.US_ASCII));
        String port = out.readLine();
        if (port == null) {
            throw new IllegalStateException("a node did not start; its messages are above");
        }
        return URI.create("http://localhost:" + port);
    }

    /** Creates a workspace whose plan has a limit of 100 calls a minute, with one key. */
    private String issueKey(String workspace) {
        DataSource database = postgres.getPostgresDatabase();
        try (Keystile keystile = Keystile.builder(JdbcApiKeyStore.over(database), BRAND)
                .environments(ENVIRONMENT)
                .build()) {
            return keystile.keys()
                    .createWorkspace(
                            Actor.system("two-nodes"),
                            WorkspaceRecord.of(workspace, "free"),
                            ENVIRONMENT,
                            ApiKeySettings.named("ci"))
                    .reveal();
        }
    }

    private CompletableFuture<Integer> call(int node, String method, String path, String key) {
        HttpRequest request = HttpRequest.newBuilder(nodes.get(node).resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + key)
                .build();
        return http.sendAsync(request, BodyHandlers.discarding()).thenApply(response -> response.statusCode());
    }

    /** Calls both nodes in turn, and returns how many calls were granted. */
    private long granted(String key) {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            answers.add(call(i % nodes.size(), "GET", "/flows", key));
        }
        return answers.stream().filter(answer -> answer.join() == 200).count();
    }

    /** Revokes a key on the first node, and returns after how many nanoseconds the second one denies it. */
    private long nanosUntilRevoked(String key) {
        require(200, call(1, "GET", "/flows", key).join()); // now the second node has the key in its cache
        require(204, call(0, "DELETE", "/key", key).join());
        long revoked = System.nanoTime();
        while (call(1, "GET", "/flows", key).join() != 401) {
            if (System.nanoTime() - revoked > PATIENCE_NANOS) {
                throw new IllegalStateException("the second node still accepts the revoked key");
            }
        }
        return System.nanoTime() - revoked;
    }

    private static void require(int expected, int status) {
        if (status != expected) {
            throw new IllegalStateException("a node answered " + status + " instead of " + expected);
        }
    }

    private void show(PrintStream out) {
        String key = issueKey("acme");
        out.println("KEY=" + key);
        nodes.forEach(node -> out.println("curl -i -H \"Authorization: Bearer $KEY\" " + node + "/flows"));
        out.println("granted " + granted(key) + " of " + CALLS + " calls over two nodes");
        double millis = nanosUntilRevoked(issueKey("globex")) / 1e6;
        out.println(String.format(Locale.ROOT, "revoked on one node, denied on the other after %.1f ms", millis));
    }

    /** Stops the nodes, then the servers. */
    @Override
    public void close() throws IOException {
        for (Process node : processes) {
            node.destroy();
        }
        for (Process node : processes) {
            node.onExit().join();
        }
        redis.close();
        postgres.close();
    }

    static void run(PrintStream out) throws IOException {
        try (TwoNodes example = new TwoNodes()) {
            example.show(out);
        }
        out.println("stopped");
    }

    public static void main(String[] args) throws IOException {
        run(System.out);
    }
}
