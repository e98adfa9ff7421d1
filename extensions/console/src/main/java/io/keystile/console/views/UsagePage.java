package io.keystile.console.views;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a key or of a workspace.
 *
 * @param name the name of the key, or null for the workspace
 * @param rows the periods, oldest first
 * @param by the length of the periods: {@code minute}, {@code hour} or {@code day}
 * @param choices the lengths to choose
 * @param source where the numbers come from
 */
public record UsagePage(@Nullable String name, List<UsageRow> rows, String by, List<String> choices, String source) {

    /** Returns the chart of the rows. */
    public Chart chart() {
        return Chart.of(rows);
    }

    /** Returns the calls of all periods that ended in a way, given by its index. */
    public long total(int kind) {
        return rows.stream().mapToLong(row -> row.counts().get(kind)).sum();
    }

    /** Returns the periods with calls, latest first. */
    public List<UsageRow> latestFirst() {
        List<UsageRow> latest = new ArrayList<>(rows);
        latest.removeIf(row -> row.calls() == 0);
        Collections.reverse(latest);
        return latest;
    }
}
