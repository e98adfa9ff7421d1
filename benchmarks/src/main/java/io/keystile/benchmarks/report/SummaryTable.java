package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.field;
import static io.keystile.benchmarks.report.Measure.least;
import static io.keystile.benchmarks.report.Measure.nanos;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The summary: each part of the library next to its usual alternative. */
final class SummaryTable {
    private static final List<Row> ROWS = List.of(
            call("authenticate", "1"),
            call("authenticate", "100000"),
            call("millions", "1000000"),
            new Row(
                    "look-up of an address among 100,000 ranges",
                    "ns",
                    lookUp("keystile"),
                    "IPAddress's trie",
                    lookUp("ipaddress")),
            new Row(
                    "limiter, one key, 100 a second",
                    "ns",
                    admission("keystile"),
                    "fastest of four libraries",
                    least(LimiterTargets.PEERS, SummaryTable::admission)),
            new Row(
                    "share of admitted calls that exceed the limit",
                    "%",
                    overAdmissions("keystile"),
                    "least of four libraries",
                    least(LimiterTargets.PEERS, SummaryTable::overAdmissions)));

    private record Row(String what, String unit, Measure ours, String alternative, Measure theirs) {
        List<String> cells(List<Run> runs) {
            List<String> cells = new ArrayList<>(List.of(what, alternative));
            for (Run run : runs) {
                cells.add(amount(ours.in(run)));
                cells.add(amount(theirs.in(run)));
            }
            return cells;
        }

        private String amount(OptionalDouble value) {
            return value.isEmpty() ? Table.NOT_MEASURED : Table.amount(value.getAsDouble(), unit);
        }
    }

    private SummaryTable() {}

    static String of(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of("", "alternative"));
        runs.forEach(run -> heading.addAll(List.of("Keystile, " + run.name(), "alternative, " + run.name())));
        Table table = new Table(heading, 2);
        ROWS.forEach(row -> table.add(row.cells(runs)));
        return table.toString();
    }

    private static Row call(String file, String keys) {
        String settings = " outcome=granted keys=" + keys;
        return new Row(
                "granted call, keys: " + keys,
                "ns",
                nanos(file, "implementation=keystile" + settings),
                "Caffeine, Bucket4j, Spring's `IpAddressMatcher`",
                nanos(file, "implementation=glued" + settings));
    }

    private static Measure lookUp(String implementation) {
        return nanos("allowlist", "form=bytes ranges=100000 outcome=hit implementation=" + implementation);
    }

    private static Measure admission(String implementation) {
        return nanos("limiter", "keys=1 limit=exact outcome=admit implementation=" + implementation);
    }

    /** In percent, of calls that arrive at random, 1.5 times as many as the limit. */
    private static Measure overAdmissions(String implementation) {
        String settings = "permits=100 traffic=poisson implementation=" + implementation;
        return field("accuracy", "overAdmissions", settings)
                .over(field("accuracy", "admissions", settings))
                .times(100);
    }
}
