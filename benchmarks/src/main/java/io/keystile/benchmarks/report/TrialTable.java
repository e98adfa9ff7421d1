package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the harness found, all runs side by side: time, bytes, and how many times what the reference takes.
 *
 * @param file the name of the file, without its ending
 * @param rival the parameter that tells rivals apart
 * @param reference the rival whose time is 1
 */
record TrialTable(String file, String rival, String reference) {
    String of(List<Run> runs) {
        List<Trial> all =
                runs.stream().flatMap(run -> run.trials(file).stream()).toList();
        if (all.isEmpty()) {
            return "Not measured.\n";
        }
        List<String> varying = varying(all);
        List<String> heading = new ArrayList<>(varying);
        for (Run run : runs) {
            heading.addAll(List.of(run.name() + ", ns", "B", "to `" + reference + "`"));
        }
        Table table = new Table(heading, varying.size());
        Set<Map<String, String>> rows = new LinkedHashSet<>();
        all.forEach(trial -> rows.add(trial.parameters()));
        for (Map<String, String> row : rows) {
            table.add(cells(row, varying, runs));
        }
        return table.toString();
    }

    /** The rival, and each parameter that has several values. */
    private List<String> varying(List<Trial> all) {
        List<String> names = new ArrayList<>(all.get(0).parameters().keySet());
        names.removeIf(name -> name.equals(rival)
                || all.stream().map(trial -> trial.parameter(name)).distinct().count() == 1);
        names.add(0, rival);
        return names;
    }

    private List<String> cells(Map<String, String> row, List<String> varying, List<Run> runs) {
        List<String> cells = new ArrayList<>();
        for (String name : varying) {
            String value = row.getOrDefault(name, "");
            cells.add(name.equals(rival) ? "`" + value + "`" : value);
        }
        Map<String, String> ofReference = new LinkedHashMap<>(row);
        ofReference.put(rival, reference);
        for (Run run : runs) {
            Optional<Trial> trial = find(run, row);
            cells.add(trial.map(t -> Numbers.of(t.nanos(), t.error())).orElse(Numbers.NOT_MEASURED));
            cells.add(trial.filter(t -> t.bytes().isPresent())
                    .map(t -> Numbers.of(t.bytes().getAsDouble()))
                    .orElse(""));
            cells.add(trial.flatMap(t -> find(run, ofReference).map(base -> Numbers.of(t.nanos() / base.nanos())))
                    .orElse(""));
        }
        return cells;
    }

    private Optional<Trial> find(Run run, Map<String, String> parameters) {
        return run.trials(file).stream()
                .filter(trial -> trial.parameters().equals(parameters))
                .findFirst();
    }
}
