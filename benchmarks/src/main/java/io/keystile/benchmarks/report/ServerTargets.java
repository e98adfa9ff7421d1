package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Target.atLeast;
import static io.keystile.benchmarks.report.Target.atMost;

import java.util.List;

/** The bounds, and the tables, of measurements with a server: Jetty with the filter, and PostgreSQL with the store. */
final class ServerTargets {
    private static final String FILTER = "filter";
    private static final String RATE = "requestsPerSecond";
    private static final String BASE = "context=emptyFilterWithFields";
    private static final String LOOKUP = "lookup";
    private static final String CALLS = "callsPerSecond";
    private static final List<String> THREADS = List.of("1", "8", "64");

    private ServerTargets() {}

    static List<Area> areas() {
        return List.of(
                new Area(
                        "Servlet filter compared with an empty one with the same header fields",
                        List.of(atLeast(0.97, "×", "throughput", relativeThroughput("protected")))),
                new Area(
                        "Look-up in a database compared with a plain `SELECT`",
                        THREADS.stream()
                                .map(threads -> atMost(1.2, "×", "threads: " + threads, relativeTime(threads)))
                                .toList()));
    }

    static String filterTable(List<Run> runs) {
        return MeasureTable.of(
                runs,
                "context",
                List.of("plain", "emptyFilter", "emptyFilterWithFields", "protected"),
                List.of(
                        new MeasureTable.Column(
                                "requests/s", context -> Rounds.median(FILTER, RATE, "context=" + context)),
                        new MeasureTable.Column("× `emptyFilterWithFields`", ServerTargets::relativeThroughput),
                        new MeasureTable.Column(
                                "µs of CPU per request",
                                context -> Rounds.median(FILTER, "cpuMicrosPerRequest", "context=" + context))));
    }

    static String lookupTable(List<Run> runs) {
        return MeasureTable.of(
                runs,
                "threads",
                THREADS,
                List.of(
                        new MeasureTable.Column("look-ups/s", threads -> Rounds.median(LOOKUP, CALLS, lookup(threads))),
                        new MeasureTable.Column(
                                "`SELECT`s/s", threads -> Rounds.median(LOOKUP, CALLS, select(threads))),
                        new MeasureTable.Column("time of a look-up, × `SELECT`", ServerTargets::relativeTime)));
    }

    private static Measure relativeThroughput(String context) {
        return Rounds.ratio(FILTER, RATE, "context=" + context, BASE);
    }

    /** The threads make calls without pause, so the times relate inversely to the calls per second. */
    private static Measure relativeTime(String threads) {
        return Rounds.ratio(LOOKUP, CALLS, select(threads), lookup(threads));
    }

    private static String lookup(String threads) {
        return "what=lookup threads=" + threads;
    }

    private static String select(String threads) {
        return "what=select threads=" + threads;
    }
}
