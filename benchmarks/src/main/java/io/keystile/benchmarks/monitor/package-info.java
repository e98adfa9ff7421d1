/** The cost of listeners for each call. */
@NullMarked
package io.keystile.benchmarks.monitor;

import org.jspecify.annotations.NullMarked;
