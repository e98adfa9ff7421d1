/** Makes {@code docs/benchmarks.md} of what was measured: its tables, its verdicts and its plots. */
@NullMarked
package io.keystile.benchmarks.report;

import org.jspecify.annotations.NullMarked;
