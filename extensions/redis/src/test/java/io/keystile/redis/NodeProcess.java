package io.keystile.redis;

import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.WindowCheck.Call;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A node in a process of its own. It makes the calls that it is told to make, and writes down when each was made. */
final class NodeProcess implements AutoCloseable {

    private static final int THREADS = 4;

    private final Process process;
    private final BufferedReader replies;

    private NodeProcess(Process process) {
        this.process = process;
        this.replies = process.inputReader();
    }

    /** Starts a node that connects to the server. */
    static NodeProcess start(int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                Integer.toString(port));
        return new NodeProcess(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Tells the node to make calls, four threads that share the given traffic, and to write them to the file. */
    void begin(NodeLimiter limiter, NodeTraffic traffic, Path file) throws IOException {
        String line = String.join(
                "\t",
                limiter.name(),
                traffic.key(),
                Long.toString(traffic.limit()),
                Long.toString(traffic.windowSeconds()),
                Double.toString(traffic.perSecond()),
                Double.toString(traffic.seconds()),
                Long.toString(traffic.seed()),
                Long.toString(traffic.start()),
                file.toString());
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    /** Waits until the calls are written, and returns the number of round trips that they took. */
    long await() throws IOException {
        String reply = replies.readLine();
        if (reply == null) {
            throw new IOException("the node has ended");
        }
        return Long.parseLong(reply);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs a node until its standard input ends. */
    public static void main(String[] args) throws Exception {
        PrintStream replies = System.out;
        System.setOut(System.err);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (TestRedis connection = TestRedis.lettuce(Integer.parseInt(args[0]))) {
            CountingRedis redis = new CountingRedis(connection);
            Map<NodeLimiter, RateLimiter> limiters = new EnumMap<>(NodeLimiter.class);
            for (NodeLimiter limiter : NodeLimiter.values()) {
                limiters.put(limiter, limiter.on(redis));
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long before = redis.sent();
                String[] words = line.split("\t", -1);
                RateLimiter limiter = Objects.requireNonNull(limiters.get(NodeLimiter.valueOf(words[0])));
                List<Future<List<Call>>> running = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    NodeTraffic traffic = new NodeTraffic(
                            words[1],
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Double.parseDouble(words[4]) / THREADS,
                            Double.parseDouble(words[5]),
                            Long.parseLong(words[6]) * THREADS + i,
                            Long.parseLong(words[7]));
                    running.add(threads.submit(() -> traffic.run(limiter)));
                }
                NodeTraffic.write(calls(running), Path.of(words[8]));
                replies.println(redis.sent() - before);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Call> calls(List<Future<List<Call>>> running) throws InterruptedException {
        List<Call> calls = new ArrayList<>();
        for (Future<List<Call>> each : running) {
            try {
                calls.addAll(each.get());
            } catch (ExecutionException e) {
                throw new UncheckedIOException(new IOException("a call failed", e));
            }
        }
        return calls;
    }
}
