package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Where and with what the figures were taken. */
final class EnvironmentTable {
    private static final List<String> FIELDS = List.of("cpu", "cores", "os", "jdk", "date");

    private EnvironmentTable() {}

    static String of(List<Run> runs) {
        List<String> heading = new ArrayList<>(List.of(""));
        runs.forEach(run -> heading.add(run.name()));
        Table table = new Table(heading, heading.size());
        for (String field : FIELDS) {
            List<String> cells = new ArrayList<>(List.of(field));
            runs.forEach(run -> cells.add(cell(run, field)));
            table.add(cells);
        }
        List<String> cells = new ArrayList<>(List.of("versions"));
        runs.forEach(run -> cells.add(versions(run)));
        table.add(cells);
        return table.toString();
    }

    private static String cell(Run run, String field) {
        List<JsonNode> rows = run.rows("environment");
        return rows.isEmpty() ? Numbers.NOT_MEASURED : rows.get(0).path(field).asText();
    }

    private static String versions(Run run) {
        List<String> versions = new ArrayList<>();
        run.rows("environment")
                .forEach(row -> row.path("versions")
                        .properties()
                        .forEach(field -> versions.add(
                                field.getKey() + " " + field.getValue().asText())));
        return String.join(", ", versions);
    }
}
