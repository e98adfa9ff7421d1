package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The bounds that the library is meant to meet, and the table that compares them with the results. */
final class Targets {
    static final List<Area> AREAS = Stream.of(
                    CallTargets.areas(),
                    LimiterTargets.areas(),
                    ServerTargets.areas(),
                    SharedTargets.areas(),
                    AllowlistTargets.areas(),
                    GrowthTargets.areas())
            .flatMap(List::stream)
            .toList();

    private Targets() {}

    static String table(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of("part", "figure", "target"));
        runs.forEach(run -> heading.add(run.name()));
        Table table = new Table(heading, 3);
        for (Area area : AREAS) {
            for (Target target : area.targets()) {
                List<String> cells = new ArrayList<>(List.of(area.name(), target.what(), target.boundText()));
                runs.forEach(run -> cells.add(target.verdict(run)));
                table.add(cells);
            }
        }
        return table.toString();
    }
}
