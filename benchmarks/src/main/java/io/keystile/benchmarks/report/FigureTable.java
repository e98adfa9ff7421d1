package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A table of results that JMH did not write, all runs side by side.
 *
 * @param file the name of the file, without its extension
 * @param keys the fields that identify a row
 * @param figures the fields with figures, in the order of columns
 * @param headings the heading of each of the {@code figures}
 */
record FigureTable(String file, List<String> keys, List<String> figures, List<String> headings) {
    String of(List<Run> runs) {
        Set<List<String>> rows = new LinkedHashSet<>();
        runs.forEach(run -> run.rows(file).forEach(row -> rows.add(keysOf(row))));
        if (rows.isEmpty()) {
            return "Not measured.\n";
        }
        List<String> heading = new ArrayList<>(keys);
        runs.forEach(run -> headings.forEach(title -> heading.add(run.name() + ", " + title)));
        Table table = new Table(heading, keys.size());
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>(row);
            runs.forEach(run -> cells.addAll(figuresOf(run, row)));
            table.add(cells);
        }
        return table.toString();
    }

    private List<String> figuresOf(Run run, List<String> row) {
        Optional<JsonNode> found = run.rows(file).stream()
                .filter(candidate -> keysOf(candidate).equals(row))
                .findFirst();
        return figures.stream()
                .map(field -> found.map(node -> node.path(field))
                        .filter(JsonNode::isNumber)
                        .map(node -> Table.number(node.doubleValue()))
                        .orElse(Table.NOT_MEASURED))
                .toList();
    }

    private List<String> keysOf(JsonNode row) {
        return keys.stream()
                .map(row::path)
                .map(node -> node.isNumber()
                        ? String.format(Locale.ROOT, "%,d", node.longValue())
                        : "`" + node.asText() + "`")
                .toList();
    }
}
