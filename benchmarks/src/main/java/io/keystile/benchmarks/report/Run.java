package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What was measured on one Java: a folder of JSON files. A file that is not there has no rows.
 *
 * @param folder named {@code jdk} and the feature release
 */
record Run(Path folder) {
    private static final String PREFIX = "jdk";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Finds all runs in a folder, the oldest Java first; none if there is no such folder. */
    static List<Run> allIn(Path results) throws IOException {
        if (!Files.isDirectory(results)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(results)) {
            return folders.filter(folder -> folder.getFileName().toString().matches(PREFIX + "[0-9]+"))
                    .map(Run::new)
                    .sorted(Comparator.comparingInt(Run::feature))
                    .toList();
        }
    }

    private int feature() {
        return Integer.parseInt(folder.getFileName().toString().substring(PREFIX.length()));
    }

    String name() {
        return "JDK " + feature();
    }

    /** Reads the rows of a file; what is no array is one row. */
    List<JsonNode> rows(String file) {
        JsonNode content = read(file);
        if (content.isMissingNode()) {
            return List.of();
        }
        return content.isArray()
                ? StreamSupport.stream(content.spliterator(), false).toList()
                : List.of(content);
    }

    /** Reads what the harness wrote to a file. */
    List<Trial> trials(String file) {
        return rows(file).stream().map(Trial::of).toList();
    }

    /** Finds the first trial of such parameters, each as {@code name=value}. */
    Optional<Trial> trial(String file, String... settings) {
        return trials(file).stream()
                .filter(trial -> trial.has(List.of(settings)))
                .findFirst();
    }

    private JsonNode read(String file) {
        Path path = folder.resolve(file + ".json");
        try {
            return Files.exists(path) ? JSON.readTree(path.toFile()) : JSON.missingNode();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }
}
