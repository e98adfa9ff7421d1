package io.keystile.benchmarks.lookup;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How much longer does the look-up of a key in PostgreSQL take than a plain {@code SELECT} of its row, through the same
 * pool? Prints the median ratio for each number of threads.
 *
 * <p>{@code --rounds <n>}, by default 20, is how often each is measured, in turn, and {@code --millis <n>}, by default
 * 1000, for how long. {@code --threads <n,n>} are the numbers of threads, by default 1, 8 and 64, {@code --connections
 * <n>} the size of the pool, by default 10, and {@code --keys <n>} the number of keys, by default 100,000. {@code
 * --json <file>} also writes the rounds as JSON.
 */
public final class LookupCost {
    private static final int WARM_UP_ROUNDS = 5;

    private int rounds = 20;
    private long millis = 1_000;
    private int[] threads = {1, 8, 64};
    private int connections = 10;
    private int keyCount = 100_000;

    private LookupCost() {}

    /**
     * One measurement.
     *
     * @param threads how many threads call
     * @param round the round, from 1
     * @param what {@code lookup} or {@code select}
     * @param callsPerSecond the calls of all threads
     */
    record Row(
            @JsonProperty int threads,
            @JsonProperty int round,
            @JsonProperty String what,
            @JsonProperty double callsPerSecond) {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        LookupCost cost = new LookupCost();
        Path json = null;
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--rounds" -> cost.rounds = Integer.parseInt(rest.next());
                case "--millis" -> cost.millis = Long.parseLong(rest.next());
                case "--threads" ->
                    cost.threads = List.of(rest.next().split(",")).stream()
                            .mapToInt(Integer::parseInt)
                            .toArray();
                case "--connections" -> cost.connections = Integer.parseInt(rest.next());
                case "--keys" -> cost.keyCount = Integer.parseInt(rest.next());
                case "--json" -> json = Path.of(rest.next());
                default -> throw new IllegalArgumentException("Unknown option: " + option);
            }
        }
        List<Row> rows = cost.measure();
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), rows);
        }
    }

    private List<Row> measure() throws Exception {
        List<Row> rows = new ArrayList<>();
        try (KeysInPostgres keys = new KeysInPostgres(keyCount, connections)) {
            for (int count : threads) {
                ExecutorService callers = Executors.newFixedThreadPool(count);
                try {
                    rows.addAll(measure(keys, callers, count));
                } finally {
                    callers.shutdown();
                }
            }
        }
        return rows;
    }

    private List<Row> measure(KeysInPostgres keys, ExecutorService callers, int count) throws Exception {
        List<Row> rows = new ArrayList<>();
        double[] ratios = new double[rounds];
        for (int round = 1 - WARM_UP_ROUNDS; round <= rounds; round++) {
            boolean lookupFirst = round % 2 == 0;
            double first = rate(keys, callers, count, lookupFirst ? Lookup.LOOKUP : Lookup.SELECT);
            double second = rate(keys, callers, count, lookupFirst ? Lookup.SELECT : Lookup.LOOKUP);
            double lookups = lookupFirst ? first : second;
            double selects = lookupFirst ? second : first;
            if (round > 0) {
                rows.add(new Row(count, round, Lookup.LOOKUP.label, lookups));
                rows.add(new Row(count, round, Lookup.SELECT.label, selects));
                ratios[round - 1] = selects / lookups;
            }
        }
        Ratios found = Ratios.of(ratios);
        System.out.printf(
                Locale.ROOT,
                "%d threads: a look-up takes %.3f +-%.3f times as long as a SELECT%n",
                count,
                found.median(),
                found.standardError());
        return rows;
    }

    /** Returns the calls per second of all threads together. */
    private double rate(KeysInPostgres keys, ExecutorService callers, int count, Lookup what) throws Exception {
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        List<Future<Long>> counts = new ArrayList<>();
        for (int caller = 0; caller < count; caller++) {
            counts.add(callers.submit(() -> {
                SplittableRandom random = new SplittableRandom();
                long calls = 0;
                while (System.nanoTime() < end) {
                    what.find(keys, keys.ids.get(random.nextInt(keys.ids.size())));
                    calls++;
                }
                return calls;
            }));
        }
        long calls = 0;
        for (Future<Long> done : counts) {
            calls += done.get();
        }
        return calls * 1e9 / (System.nanoTime() - start);
    }
}
