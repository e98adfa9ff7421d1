/** Generates the tables and plots of {@code docs/benchmarks.md} from the kept results. */
@NullMarked
package io.keystile.benchmarks.report;

import org.jspecify.annotations.NullMarked;
