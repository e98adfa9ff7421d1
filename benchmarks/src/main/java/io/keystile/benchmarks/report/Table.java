package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder();
    private final int columns;

    /** Begins with a heading, of which so many columns on the left are words, and the others figures. */
    Table(List<String> heading, int words) {
        columns = heading.size();
        add(heading);
        List<String> alignments = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            alignments.add(column < words ? "---" : "---:");
        }
        text.append('|').append(String.join("|", alignments)).append("|\n");
    }

    void add(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException(columns + " cells are to be in a row, not " + cells);
        }
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
