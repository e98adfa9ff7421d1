package io.keystile.benchmarks.report;

import io.keystile.benchmarks.report.Target.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The first line of the report: which targets are not met, and which parts were not measured. */
final class Verdict {
    private Verdict() {}

    static String of(List<Run> runs) {
        if (runs.isEmpty()) {
            return "Nothing was measured.";
        }
        List<String> sentences = new ArrayList<>();
        targetsIn(State.MISSED, runs)
                .forEach((where, areas) -> sentences.add(areas.entrySet().stream()
                        .map(area -> area.getKey() + " (" + String.join("; ", area.getValue()) + ")")
                        .collect(Collectors.joining("; ", "Not met on " + where + ": ", "."))));
        Map<String, Map<String, List<String>>> unmeasured = targetsIn(State.NOT_MEASURED, runs);
        if (sentences.isEmpty()) {
            sentences.add(unmeasured.isEmpty() ? "All targets are met." : "All targets that were measured are met.");
        }
        unmeasured.forEach((where, areas) ->
                sentences.add("Not completely measured on " + where + ": " + String.join("; ", areas.keySet()) + "."));
        return String.join(" ", sentences);
    }

    /**
     * Returns the names of the targets that are in a state, by the names of the runs in which they are, and by area.
     */
    private static Map<String, Map<String, List<String>>> targetsIn(State state, List<Run> runs) {
        Map<String, Map<String, List<String>>> targets = new LinkedHashMap<>();
        for (Area area : Targets.AREAS) {
            for (Target target : area.targets()) {
                String where = runs.stream()
                        .filter(run -> target.state(run) == state)
                        .map(Run::name)
                        .collect(Collectors.joining(" and "));
                if (!where.isEmpty()) {
                    targets.computeIfAbsent(where, names -> new LinkedHashMap<>())
                            .computeIfAbsent(area.name(), name -> new ArrayList<>())
                            .add(target.what());
                }
            }
        }
        return targets;
    }
}
