package io.keystile.benchmarks.growth;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much memory does each key take, and how much slower is a call with more keys? Prints a table.
 *
 * <p>{@code --max <keys>} is the largest number of keys, by default 1,000,000; {@code --min <keys>} the smallest, by
 * default 1. 5,000,000 and 10,000,000 keys are measured only if asked for. {@code --json <file>} also writes the
 * figures as JSON. {@code --objects} instead prints the bytes of each key by class.
 */
public final class KeysGrowth {
    private static final int[] SIZES = {1, 100, 10_000, 100_000, 1_000_000, 5_000_000, 10_000_000};
    private static final int FEW_KEYS = 1_000;

    private KeysGrowth() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws IOException {
        int min = 1;
        int max = 1_000_000;
        Path json = null;
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--min" -> min = Integer.parseInt(rest.next());
                case "--max" -> max = Integer.parseInt(rest.next());
                case "--json" -> json = Path.of(rest.next());
                case "--objects" -> {
                    System.out.println(ObjectBytes.HEADING);
                    System.out.print(ObjectBytes.of(FEW_KEYS).rows());
                    return;
                }
                default -> throw new IllegalArgumentException("Unknown option: " + option);
            }
        }
        List<Growth> measured = measure(min, max);
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), measured);
        }
    }

    static List<Growth> measure(int min, int max) {
        // Warms up, so that classes loaded by the first calls are not counted as memory of keys.
        Growth unused = new Population(FEW_KEYS).measure();
        System.out.println(Growth.HEADING);
        List<Growth> measured = new ArrayList<>();
        IntStream.of(SIZES).filter(size -> size >= min && size <= max).forEach(size -> {
            Growth growth = new Population(size).measure();
            System.out.println(growth.row());
            measured.add(growth);
        });
        return measured;
    }
}
