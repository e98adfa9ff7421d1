package io.keystile.benchmarks.report;

import static io.keystile.benchmarks.report.Measure.nanos;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What most readers want to know: each part next to what one would use otherwise, in a row. */
final class SummaryTable {
    private static final String NS = "ns";
    private static final List<String> PEERS = List.of("bucket4j", "resilience4j", "guava", "failsafe");
    private static final List<Row> ROWS = List.of(
            call("1"),
            call("100000"),
            new Row("an address among 100,000 ranges", NS, look("keystile"), "IPAddress's trie", look("ipaddress")),
            new Row(
                    "a limiter, one key, 100 a second",
                    NS,
                    take("keystile"),
                    "the fastest of four",
                    Measure.least(PEERS.stream().map(SummaryTable::take).toList())),
            new Row(
                    "of the calls it admits, beyond the limit",
                    "%",
                    beyond("keystile"),
                    "the least of four",
                    Measure.least(PEERS.stream().map(SummaryTable::beyond).toList())));

    /** A thing that is measured in one unit, here and elsewhere. */
    private record Row(String what, String unit, Measure ours, String rival, Measure theirs) {
        List<String> cells(List<Run> runs) {
            List<String> cells = new ArrayList<>(List.of(what, rival));
            for (Run run : runs) {
                cells.add(amount(ours.in(run)));
                cells.add(amount(theirs.in(run)));
            }
            return cells;
        }

        private String amount(OptionalDouble value) {
            return value.isEmpty() ? Numbers.NOT_MEASURED : (Numbers.of(value.getAsDouble()) + " " + unit).strip();
        }
    }

    private SummaryTable() {}

    static String of(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of("", "instead"));
        runs.forEach(run -> heading.addAll(List.of("Keystile, " + run.name(), "instead")));
        Table table = new Table(heading, 2);
        ROWS.forEach(row -> table.add(row.cells(runs)));
        return table.toString();
    }

    private static Row call(String keys) {
        String[] settings = {"keys=" + keys, "outcome=granted"};
        return new Row(
                "a granted call, keys: " + keys,
                NS,
                nanos("authenticate", "implementation=keystile", settings[0], settings[1]),
                "Caffeine, Bucket4j, Spring's `IpAddressMatcher`",
                nanos("authenticate", "implementation=glued", settings[0], settings[1]));
    }

    private static Measure look(String implementation) {
        return nanos("allowlist", "implementation=" + implementation, "form=bytes", "ranges=100000", "outcome=hit");
    }

    private static Measure take(String implementation) {
        return nanos("limiter", "implementation=" + implementation, "keys=1", "limit=exact", "outcome=admit");
    }

    /** Of calls that come at random, at one and a half times the limit. */
    private static Measure beyond(String implementation) {
        return accuracy(implementation, "overAdmissions")
                .over(accuracy(implementation, "admissions"))
                .times(100);
    }

    private static Measure accuracy(String implementation, String field) {
        return Measure.greatest(
                "accuracy",
                field,
                row -> row.path("implementation").asText().equals(implementation)
                        && row.path("permits").asLong() == 100
                        && row.path("traffic").asText().equals("poisson"));
    }
}
