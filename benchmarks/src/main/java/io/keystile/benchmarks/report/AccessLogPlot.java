package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws an access log: granted calls by key, and refused ones by reason, in spans of ten seconds.
 *
 * <pre>AccessLogPlot access.log plot.svg</pre>
 */
public final class AccessLogPlot {
    private static final int SPAN_SECONDS = 10;
    private static final int WIDTH = 860;
    private static final int HEIGHT = 560;

    private AccessLogPlot() {}

    /** Reads the log named first, and writes the drawing named second. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("Give an access log, and where the drawing is to go");
        }
        Files.writeString(Path.of(args[1]), draw(Files.readAllLines(Path.of(args[0]))));
    }

    static String draw(List<String> lines) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> decisions = new ArrayList<>();
        for (String line : lines) {
            JsonNode entry = json.readTree(line);
            if (entry.has("outcome")) {
                decisions.add(entry);
            }
        }
        if (decisions.isEmpty()) {
            throw new IllegalArgumentException("There is no decision in the log");
        }
        Instant start = timeOf(decisions.get(0));
        int columns = columnOf(decisions.get(decisions.size() - 1), start) + 1;
        StackedColumns granted = new StackedColumns("granted calls in 10 s, by key", SPAN_SECONDS, columns);
        StackedColumns refused = new StackedColumns("refused calls in 10 s, by reason", SPAN_SECONDS, columns);
        for (JsonNode entry : decisions) {
            // The listener's queue may bring decisions of two threads in the other order.
            int column = Math.min(columns - 1, Math.max(0, columnOf(entry, start)));
            if (entry.path("outcome").asText().equals("granted")) {
                granted.add(entry.path("key").asText(), column, 1);
            } else {
                long calls = Math.max(1, entry.path("sampled").asLong());
                refused.add(entry.path("reason").asText(), column, calls);
            }
        }
        Svg svg = new Svg(WIDTH, HEIGHT, "Calls in the quickstart's access log");
        granted.draw(svg, WIDTH, 70, 260);
        refused.draw(svg, WIDTH, 330, 520);
        return svg.toString();
    }

    private static Instant timeOf(JsonNode entry) {
        return Instant.parse(entry.path("time").asText());
    }

    private static int columnOf(JsonNode entry, Instant start) {
        return Math.toIntExact(Duration.between(start, timeOf(entry)).toSeconds() / SPAN_SECONDS);
    }
}
