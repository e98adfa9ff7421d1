package io.keystile.benchmarks.report;

import java.util.List;

/**
 * Targets of one part of the library.
 *
 * @param name the part's name, which starts a paragraph about missed targets in {@code docs/benchmarks.md}
 * @param targets in the order of the table
 */
record Area(String name, List<Target> targets) {}
