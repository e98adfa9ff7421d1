package io.keystile.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The generated parts of documents, by the names of their markers. */
final class Sections {
    private static final Map<String, Function<List<Run>, String>> ALL = Map.ofEntries(
            Map.entry("environment", EnvironmentTable::of),
            Map.entry("targets", TargetTable::of),
            Map.entry("summary", SummaryTable::of),
            rivals("authenticate", "implementation", "keystile"),
            rivals("millions", "implementation", "keystile"),
            rivals("denials", "outcome", "granted"),
            rivals("threads", "implementation", "keystile"),
            rivals("monitoring", "implementation", "keystile"),
            rivals("usage", "keys", "1"),
            rivals("frameworks", "implementation", "keystile"),
            rivals("limiter", "implementation", "keystile"),
            rivals("limiter-threads", "implementation", "keystile"),
            rivals("allowlist", "implementation", "keystile"),
            rivals("parse", "parser", "keystile"),
            rivals("hash", "method", "sha256Floor"),
            rivals("hash-virtual", "work", "nothing"),
            figures(FigureTable.of(
                    "accuracy",
                    List.of("implementation", "permits", "traffic"),
                    "overAdmissions",
                    "beyond the limit",
                    "falseDenials",
                    "denied despite room",
                    "latestReturn",
                    "latest return in 64ths")),
            figures(FigureTable.of("memory", List.of("implementation", "permits", "use"), "bytesPerKey", "B per key")),
            figures(FigureTable.of(
                    "keys",
                    List.of("keys"),
                    "storeBytes",
                    "B in store",
                    "cacheBytes",
                    "B in cache",
                    "limiterBytes",
                    "B in limiter",
                    "roughNanos",
                    "call, roughly, in ns")),
            figures(FigureTable.of(
                    "ranges",
                    List.of("ranges"),
                    "buildMillis",
                    "build in ms",
                    "retainedBytes",
                    "B",
                    "roughLookUpNanos",
                    "look-up, roughly, in ns")),
            figures(FigureTable.of(
                    "cold-start",
                    List.of("runs"),
                    "minMillis",
                    "least in ms",
                    "medianMillis",
                    "median in ms",
                    "maxMillis",
                    "greatest in ms")));

    private Sections() {}

    private static Map.Entry<String, Function<List<Run>, String>> rivals(
            String file, String parameter, String reference) {
        return Map.entry(file, new TrialTable(file, parameter, reference)::of);
    }

    private static Map.Entry<String, Function<List<Run>, String>> figures(FigureTable table) {
        return Map.entry(table.file(), table::of);
    }

    /**
     * Makes a part.
     *
     * @throws IllegalArgumentException if there is no part of that name
     */
    static String of(String name, List<Run> runs) {
        Function<List<Run>, String> section = ALL.get(name);
        if (section == null) {
            throw new IllegalArgumentException("There are no results:" + name);
        }
        return runs.isEmpty() ? "Not measured.\n" : section.apply(runs);
    }
}
