package io.keystile.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where figures were taken.
 *
 * @param cpu the processor's model, or "unknown"
 * @param cores how many processors this Java may use
 * @param os the operating system and its architecture
 * @param jdk the version and the vendor of this Java
 * @param date today, in UTC
 * @param versions of the rivals and the harness, by their names
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

    /** Writes the environment of this process as JSON to the file that is given. */
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

    /** Maven has written them into the resource, so they are those of this build. */
    private static Map<String, String> versionsOfBuild() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Environment.class.getResourceAsStream("rivals.properties")) {
            if (in == null) {
                throw new IllegalStateException("The build left rivals.properties out");
            }
            properties.load(in);
        }
        Map<String, String> versions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.stringPropertyNames().forEach(name -> versions.put(name, properties.getProperty(name)));
        return versions;
    }
}
