/** Measurements of the library next to its peers; {@code benchmarks/README.md} says how to run them. */
@NullMarked
package io.keystile.benchmarks;

import org.jspecify.annotations.NullMarked;
