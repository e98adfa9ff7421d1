package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Each target, and what came of it. */
final class TargetTable {
    private static final List<Target> ALL = Stream.of(
                    CallTargets.all(), LimiterTargets.all(), AllowlistTargets.all(), GrowthTargets.all())
            .flatMap(List::stream)
            .toList();

    private TargetTable() {}

    static String of(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of("figure", "target"));
        runs.forEach(run -> heading.add(run.name()));
        Table table = new Table(heading, 2);
        for (Target target : ALL) {
            List<String> cells = new ArrayList<>(List.of(target.what(), target.boundText()));
            runs.forEach(run -> cells.add(target.verdict(run)));
            table.add(cells);
        }
        return table.toString();
    }
}
