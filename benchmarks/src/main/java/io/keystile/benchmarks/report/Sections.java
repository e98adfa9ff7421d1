package io.keystile.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The generated sections of documents, by the names in their markers. */
final class Sections {
    private static final Map<String, Function<List<Run>, String>> ALL = Map.ofEntries(
            Map.entry("environment", Environment::table),
            Map.entry("targets", Targets::table),
            Map.entry("summary", SummaryTable::of),
            Map.entry("filter", ServerTargets::filterTable),
            Map.entry("lookup", ServerTargets::lookupTable),
            trials("authenticate", "implementation", "keystile"),
            trials("millions", "implementation", "keystile"),
            trials("denials", "outcome", "granted"),
            trials("threads", "implementation", "keystile"),
            trials("monitoring", "implementation", "keystile"),
            trials("usage", "keys", "1"),
            trials("frameworks", "implementation", "keystile"),
            trials("limiter", "implementation", "keystile"),
            trials("limiter-threads", "implementation", "keystile"),
            trials("limiter-two", "implementation", "keystile"),
            trials("allowlist", "implementation", "keystile"),
            trials("parse", "parser", "keystile"),
            trials("hash", "method", "sha256Floor"),
            trials("hash-virtual", "work", "nothing"),
            figures(
                    "accuracy",
                    List.of("implementation", "permits", "traffic"),
                    List.of("overAdmissions", "falseDenials", "latestReturn"),
                    List.of("admitted beyond the limit", "denied within the limit", "latest return in 64ths")),
            figures(
                    "memory",
                    List.of("implementation", "permits", "use"),
                    List.of("bytesPerKey"),
                    List.of("B per key")),
            growth("keys"),
            growth("keys-ten-millions"),
            figures(
                    "timing",
                    List.of("comparison"),
                    List.of("nanos", "bound95", "t"),
                    List.of("ns longer", "±, 95%", "t")),
            figures(
                    "ranges",
                    List.of("ranges"),
                    List.of("buildMillis", "retainedBytes", "roughLookUpNanos"),
                    List.of("ms to build", "B", "ns per look-up, rough")),
            Map.entry("shared-time", SharedTrial::table),
            figures(
                    "shared-costs",
                    List.of("implementation", "keys", "outcome", "threads"),
                    List.of("roundTrips", "commands", "cpuMicros"),
                    List.of("round trips", "commands", "server CPU in µs")),
            figures(
                    "shared-memory",
                    List.of("implementation", "permits"),
                    List.of("admitted", "bytesPerKey"),
                    List.of("admitted", "B per key")),
            figures(
                    "shared-accuracy",
                    List.of("implementation", "permits"),
                    List.of("calls", "admitted", "mostInWindow", "overAdmissions"),
                    List.of("calls", "admitted", "most in a window", "beyond the limit")),
            figures(
                    "cold-start",
                    List.of("runs"),
                    List.of("minMillis", "medianMillis", "maxMillis"),
                    List.of("minimum in ms", "median in ms", "maximum in ms")));

    private Sections() {}

    private static Map.Entry<String, Function<List<Run>, String>> trials(
            String file, String compared, String reference) {
        return Map.entry(file, new TrialTable(file, compared, reference)::of);
    }

    private static Map.Entry<String, Function<List<Run>, String>> figures(
            String file, List<String> keys, List<String> figures, List<String> headings) {
        return Map.entry(file, new FigureTable(file, keys, figures, headings)::of);
    }

    private static Map.Entry<String, Function<List<Run>, String>> growth(String file) {
        return figures(
                file,
                List.of("keys"),
                List.of("storeBytes", "cacheBytes", "limiterBytes", "roughNanos"),
                List.of("B in store", "B in cache", "B in limiter", "ns per call, rough"));
    }

    /**
     * Returns a section in Markdown.
     *
     * @throws IllegalArgumentException if there is no section of that name
     */
    static String of(String name, List<Run> runs) {
        Function<List<Run>, String> section = ALL.get(name);
        if (section == null) {
            throw new IllegalArgumentException("Unknown section: " + name);
        }
        return runs.isEmpty() ? "Not measured.\n" : section.apply(runs);
    }
}
