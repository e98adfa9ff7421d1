package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Removes the histograms of sampled times from JMH's results: most of such a file, and shown in no table. */
public final class HistogramRemover {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HistogramRemover() {}

    /** Takes the files, and overwrites them. */
    public static void main(String[] arguments) throws IOException {
        for (String file : arguments) {
            removeFrom(Path.of(file));
        }
    }

    static void removeFrom(Path file) throws IOException {
        JsonNode rows = JSON.readTree(file.toFile());
        for (JsonNode row : rows) {
            if (row.path("primaryMetric") instanceof ObjectNode metric) {
                metric.remove("rawDataHistogram");
            }
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), rows);
    }
}
