package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a measurement of our own found, all runs side by side.
 *
 * @param file the name of the file, without its ending
 * @param keys the fields that tell rows apart
 * @param figures the fields that were measured, with their headings, in the order of columns
 */
record FigureTable(String file, List<String> keys, Map<String, String> figures) {
    /** Makes one of figures that are given as field, heading, field, heading. */
    static FigureTable of(String file, List<String> keys, String... fieldsAndHeadings) {
        Map<String, String> figures = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndHeadings.length; i += 2) {
            figures.put(fieldsAndHeadings[i], fieldsAndHeadings[i + 1]);
        }
        return new FigureTable(file, keys, figures);
    }

    String of(List<Run> runs) {
        Set<List<String>> rows = new LinkedHashSet<>();
        runs.forEach(run -> run.rows(file).forEach(row -> rows.add(keysOf(row))));
        if (rows.isEmpty()) {
            return "Not measured.\n";
        }
        List<String> heading = new ArrayList<>(keys);
        for (Run run : runs) {
            figures.values().forEach(title -> heading.add(run.name() + ", " + title));
        }
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
        return figures.keySet().stream()
                .map(field -> found.map(node -> node.path(field))
                        .filter(JsonNode::isNumber)
                        .map(node -> Numbers.of(node.doubleValue()))
                        .orElse(Numbers.NOT_MEASURED))
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
