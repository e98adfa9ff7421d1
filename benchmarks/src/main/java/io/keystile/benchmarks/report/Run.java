package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The results of one Java version: a folder of JSON files, each read once. A missing file has no rows. Thread-safe. */
final class Run {
    private static final String PREFIX = "jdk";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, List<JsonNode>> rows = new ConcurrentHashMap<>();
    private final Map<String, List<Trial>> trials = new ConcurrentHashMap<>();

    /** Takes a folder, named {@code jdk} and the feature release. */
    private Run(Path folder) {
        this.folder = folder;
    }

    /** Returns all runs in a folder, the oldest Java version first; empty if there is no such folder. */
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

    /** Returns the rows of a file, given without its extension. A file that is not a JSON array has one row. */
    List<JsonNode> rows(String file) {
        return rows.computeIfAbsent(file, this::read);
    }

    private List<JsonNode> read(String file) {
        Path path = folder.resolve(file + ".json");
        if (!Files.exists(path)) {
            return List.of();
        }
        try {
            JsonNode content = JSON.readTree(path.toFile());
            return content.isArray()
                    ? StreamSupport.stream(content.spliterator(), false).toList()
                    : List.of(content);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    /** Returns the rows of a file that JMH wrote. */
    List<Trial> trials(String file) {
        return trials.computeIfAbsent(
                file, name -> rows(name).stream().map(Trial::of).toList());
    }

    /** Returns the first trial with these parameters, given as {@code "name=value name=value"}. */
    Optional<Trial> trial(String file, String settings) {
        return trials(file).stream().filter(trial -> trial.has(settings)).findFirst();
    }
}
