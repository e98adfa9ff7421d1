package io.keystile.benchmarks.allowlist;

import io.keystile.net.CidrBlock;
import io.keystile.net.IpAllowlist;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jol.info.GraphLayout;

/**
 * How do build time and memory of an allowlist grow with the number of ranges? Prints the time to build one from parsed
 * blocks, the bytes that it retains, and the rough time to look up an address given as bytes, which {@link
 * IpAllowlistBenchmark} measures precisely. {@code --json <file>} also writes the figures as JSON.
 */
public final class IpAllowlistGrowth {
    private static final int[] SIZES = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
    private static final int BUILDS = 5;
    private static final int ROUNDS = 500;

    private IpAllowlistGrowth() {}

    /**
     * The figures for one number of ranges. Times are the shortest of several builds and of several rounds of look-ups.
     */
    record Row(int ranges, double buildMillis, long retainedBytes, double roughLookUpNanos) {
        String markdown() {
            return String.format(
                    Locale.ROOT, "| %,d | %.3f | %,d | %.0f |", ranges, buildMillis, retainedBytes, roughLookUpNanos);
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"ranges\": %d, \"buildMillis\": %.3f, \"retainedBytes\": %d, \"roughLookUpNanos\": %.1f}",
                    ranges,
                    buildMillis,
                    retainedBytes,
                    roughLookUpNanos);
        }
    }

    /** Measures every size and prints a table. */
    public static void main(String... arguments) throws IOException {
        List<Row> rows = report(SIZES, System.out);
        if (arguments.length == 2 && arguments[0].equals("--json")) {
            Files.writeString(Path.of(arguments[1]), json(rows));
        }
    }

    static List<Row> report(int[] sizes, PrintStream out) {
        out.println("| ranges | ms to build | bytes retained | ns per look-up, rough |");
        out.println("|---|---|---|---|");
        List<Row> rows = new ArrayList<>();
        for (int ranges : sizes) {
            Row row = measure(ranges);
            out.println(row.markdown());
            rows.add(row);
        }
        return rows;
    }

    static String json(List<Row> rows) {
        return rows.stream().map(Row::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static Row measure(int ranges) {
        Workload workload = new Workload(ranges, Outcome.hit);
        List<CidrBlock> blocks = workload.parsedBlocks();
        IpAllowlist allowlist = IpAllowlist.of(blocks);
        long best = Long.MAX_VALUE;
        for (int build = 0; build < BUILDS; build++) {
            long start = System.nanoTime();
            allowlist = IpAllowlist.of(blocks);
            best = Math.min(best, System.nanoTime() - start);
        }
        long retained = GraphLayout.parseInstance(allowlist).totalSize();
        KeystileContender contender = new KeystileContender(workload.blocks());
        workload.require(contender);
        return new Row(ranges, best / 1e6, retained, roughLookUpNanos(contender, workload.bytes()));
    }

    private static double roughLookUpNanos(Contender contender, byte[][] probes) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            int hits = 0;
            long start = System.nanoTime();
            for (byte[] probe : probes) {
                hits += contender.allows(probe) ? 1 : 0;
            }
            best = Math.min(best, System.nanoTime() - start);
            if (hits != probes.length) {
                throw new IllegalStateException("Only " + hits + " of " + probes.length + " addresses were found");
            }
        }
        return (double) best / probes.length;
    }
}
