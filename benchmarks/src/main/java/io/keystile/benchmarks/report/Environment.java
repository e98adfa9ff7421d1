package io.keystile.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The machine, the Java version and the library versions of a run.
 *
 * @param cpu the processor's model, or "unknown"
 * @param cores the number of processors available to Java
 * @param os the operating system and its architecture
 * @param jdk the version and the vendor of Java
 * @param date the date of the run, in UTC
 * @param versions the versions of the compared libraries and of JMH, by name
 */
record Environment(
        @JsonProperty String cpu,
        @JsonProperty int cores,
        @JsonProperty String os,
        @JsonProperty String jdk,
        @JsonProperty String date,
        @JsonProperty Map<String, String> versions) {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path OS = Path.of("/etc/os-release");

    /** Writes the environment of this process as JSON to the given file. */
    public static void main(String[] arguments) throws IOException {
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(Path.of(arguments[0]).toFile(), here());
    }

    static Environment here() throws IOException {
        return new Environment(
                valueIn(CPU, "model name", ':', "unknown"),
                Runtime.getRuntime().availableProcessors(),
                valueIn(OS, "PRETTY_NAME", '=', System.getProperty("os.name")) + ", " + System.getProperty("os.arch"),
                Runtime.version() + ", " + System.getProperty("java.vendor"),
                LocalDate.now(ZoneOffset.UTC).toString(),
                versionsOfBuild());
    }

    /** Returns the recorded environments as a table with a column for each run. */
    static String table(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of(""));
        runs.forEach(run -> heading.add(run.name()));
        Table table = new Table(heading, heading.size());
        for (String field : List.of("cpu", "cores", "os", "jdk", "date", "versions")) {
            List<String> cells = new ArrayList<>(List.of(field));
            runs.forEach(run -> cells.add(run.rows("environment").stream()
                    .map(row -> text(row.path(field)))
                    .findFirst()
                    .orElse(Table.NOT_MEASURED)));
            table.add(cells);
        }
        return table.toString();
    }

    private static String text(JsonNode field) {
        List<String> versions = new ArrayList<>();
        field.properties()
                .forEach(version ->
                        versions.add(version.getKey() + " " + version.getValue().asText()));
        return field.isObject() ? String.join(", ", versions) : field.asText();
    }

    private static String valueIn(Path file, String name, char separator, String otherwise) throws IOException {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name) && line.indexOf(separator) > 0)
                .map(line -> line.substring(line.indexOf(separator) + 1)
                        .replace('"', ' ')
                        .strip())
                .findFirst()
                .orElse(otherwise);
    }

    /** Returns the library versions of this build, which Maven has written into a resource. */
    private static Map<String, String> versionsOfBuild() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Environment.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("The resource versions.properties is missing");
            }
            properties.load(in);
        }
        Map<String, String> versions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.stringPropertyNames().forEach(name -> versions.put(name, properties.getProperty(name)));
        return versions;
    }
}
