package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table of JMH's results, all runs side by side: time, bytes, and the time as a multiple of the reference's time.
 *
 * @param file the name of the file, without its extension
 * @param compared the parameter in which the compared rows differ
 * @param reference the value of {@code compared} to which the others are compared
 */
record TrialTable(String file, String compared, String reference) {
    String of(List<Run> runs) {
        List<Trial> all =
                runs.stream().flatMap(run -> run.trials(file).stream()).toList();
        if (all.isEmpty()) {
            return "Not measured.\n";
        }
        List<String> varying = varying(all);
        List<String> heading = new ArrayList<>(varying);
        for (Run run : runs) {
            heading.addAll(List.of(run.name() + ", ns", "B", "× `" + reference + "`"));
        }
        Table table = new Table(heading, varying.size());
        Set<Map<String, String>> rows = new LinkedHashSet<>();
        all.forEach(trial -> rows.add(trial.parameters()));
        for (Map<String, String> row : rows) {
            table.add(cells(row, varying, runs));
        }
        return table.toString();
    }

    /** Returns {@code compared} and every other parameter with more than one value. */
    private List<String> varying(List<Trial> all) {
        List<String> names = new ArrayList<>(all.get(0).parameters().keySet());
        names.removeIf(name -> name.equals(compared)
                || all.stream().map(trial -> trial.parameter(name)).distinct().count() == 1);
        names.add(0, compared);
        return names;
    }

    private List<String> cells(Map<String, String> row, List<String> varying, List<Run> runs) {
        List<String> cells = new ArrayList<>();
        for (String name : varying) {
            String value = row.getOrDefault(name, "");
            cells.add(name.equals(compared) ? "`" + value + "`" : value);
        }
        Map<String, String> ofReference = new LinkedHashMap<>(row);
        ofReference.put(compared, reference);
        for (Run run : runs) {
            Optional<Trial> trial = find(run, row);
            cells.add(trial.map(TrialTable::time).orElse(Table.NOT_MEASURED));
            cells.add(trial.filter(t -> t.bytes().isPresent())
                    .map(t -> Table.number(t.bytes().getAsDouble()))
                    .orElse(""));
            cells.add(trial.flatMap(t -> find(run, ofReference).map(base -> Table.number(t.nanos() / base.nanos())))
                    .orElse(""));
        }
        return cells;
    }

    private static String time(Trial trial) {
        String nanos = Table.number(trial.nanos());
        return Double.isNaN(trial.error()) ? nanos : nanos + " ± " + Table.number(trial.error());
    }

    private Optional<Trial> find(Run run, Map<String, String> parameters) {
        return run.trials(file).stream()
                .filter(trial -> trial.parameters().equals(parameters))
                .findFirst();
    }
}
