package io.keystile.benchmarks.ratelimit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of a command line, each a name followed by a value. */
public final class Options {
    private static final String JSON = "--json";

    private final Map<String, String> values = new HashMap<>();

    private Options() {}

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException if a name is unknown or has no value
     */
    public static Options of(String[] args, String... names) {
        Options options = new Options();
        for (int i = 0; i < args.length; i += 2) {
            if (!List.of(names).contains(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException("Options, each with a value: " + String.join(", ", names));
            }
            options.values.put(args[i], args[i + 1]);
        }
        return options;
    }

    /** Returns the number given for a name, or {@code otherwise}. */
    public long number(String name, long otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    /** Writes the rows as JSON to the file given by {@code --json}, if any. */
    public void writeJson(List<?> rows) throws IOException {
        String file = values.get(JSON);
        if (file != null) {
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(Path.of(file).toFile(), rows);
        }
    }
}
