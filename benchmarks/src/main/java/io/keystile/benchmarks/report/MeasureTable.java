package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** A table of measures, all runs side by side. */
final class MeasureTable {
    /**
     * A column, which each run has.
     *
     * @param title what follows the run's name in the heading
     * @param measure returns the measure of a row
     */
    record Column(String title, Function<String, Measure> measure) {}

    private MeasureTable() {}

    static String of(List<Run> runs, String heading, List<String> rows, List<Column> columns) {
        List<String> headings = new ArrayList<>(List.of(heading));
        runs.forEach(run -> columns.forEach(column -> headings.add(run.name() + ", " + column.title())));
        Table table = new Table(headings, 1);
        boolean measured = false;
        for (String row : rows) {
            List<String> cells = new ArrayList<>(List.of("`" + row + "`"));
            for (Run run : runs) {
                for (Column column : columns) {
                    OptionalDouble value = column.measure().apply(row).in(run);
                    measured |= value.isPresent();
                    cells.add(value.isPresent() ? Table.number(value.getAsDouble()) : Table.NOT_MEASURED);
                }
            }
            table.add(cells);
        }
        return measured ? table.toString() : "Not measured.\n";
    }
}
